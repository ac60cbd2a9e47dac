package config

import (
	"encoding/json"
	"regexp"
	"strings"
	"time"
)

// Types of system.
const (
	SystemMicroservice = "system:microservice"
	SystemURL          = "system:url"
	systemREST         = "system:rest"
)

// System is what pipes read from and write to.
type System struct {
	ID   string
	File string
	// Type is one of the System… constants, or a type that only a real node connects to.
	Type string

	// Docker is the container of a microservice; nil for other systems.
	Docker *Docker

	// URLPattern is a url system's pattern, with one %s for the path.
	URLPattern string
	// Headers are sent with each request of a url system; a jwt_token is among them.
	Headers map[string]string

	UseHTTPS  bool
	VerifySSL bool
	// Authentication is "", "basic", "digest", "jwt", or one that only a real node has.
	Authentication string
	Username       string
	Password       string
	// ConnectTimeout (60 s) and ReadTimeout (1800 s) bound a request.
	ConnectTimeout time.Duration
	ReadTimeout    time.Duration
	// RetryStrategy is the retries by HTTP status; empty if it is not set.
	RetryStrategy RetryStrategy

	// Original, Effective and Errors are as in Pipe.
	Original  json.RawMessage
	Effective json.RawMessage
	Errors    []Error
}

// Docker is how a node runs the container of a microservice.
type Docker struct {
	Image string
	Port  int
	// Environment is the environment of the container: $ENV(…) and $SECRET(…) resolved, values that are not strings as JSON.
	Environment map[string]string
	// Memory is the container's limit in MB (128).
	Memory int
}

// Valid reports whether a real node could use the system: it has no error of level error.
func (s *System) Valid() bool { return valid(s.Errors) }

// Refusal returns why the system cannot be used here, a *RefusalError; nil if it can.
func (s *System) Refusal() error { return refusal(s.Errors) }

// URL returns the URL of a path at this system; a leading slash of the path makes no difference. base is the base URL of a
// microservice; a url system ignores it. An absolute path ("http://…") is returned as it is.
func (s *System) URL(base, path string) string {
	if strings.HasPrefix(path, "http://") || strings.HasPrefix(path, "https://") {
		return path
	}
	path = strings.TrimLeft(path, "/")
	if s.Type == SystemURL {
		return strings.Replace(s.URLPattern, "%s", path, 1)
	}
	return strings.TrimRight(base, "/") + "/" + path
}

var microserviceID = regexp.MustCompile(`^[a-z0-9_-]{2,63}$`)

// systemTypes are the types of system that this node connects to.
var systemTypes = []kind[System]{
	{SystemMicroservice, (*System).readMicroservice},
	{SystemURL, (*System).readURL},
}

// readSystem reads one system strictly; it is nil if there is no such type of system.
func readSystem(c component, vars variables) *System {
	kind, _ := c.decoded["type"].(string)
	elsewhere := find(systemsElsewhere, kind)
	if kind != SystemMicroservice && kind != SystemURL && elsewhere == nil {
		return nil
	}
	report := &report{file: c.file}
	o := vars.resolveComponent(c, report)
	checkID(o, c.id)
	system := &System{ID: c.id, File: c.file, Type: kind, Original: compacted(c.body)}
	o.ignored("type", "name", "description", "comment", "metadata", "permissions")
	if o.given("worker_threads") {
		o.integer("worker_threads", 10)
	}
	switch {
	case elsewhere == nil:
		readKind(system, kind, systemTypes, o, nil)
	case kind == systemREST:
		system.readURLProperties(o)
		readOperations(o)
		elsewhere.read(o, "system")
	default:
		elsewhere.read(o, "system")
	}
	system.Effective = mustMarshal(o.values)
	system.Errors = report.errors
	return system
}

// readRequests reads how requests are sent, which the two types of system have in common.
func (s *System) readRequests(o *object, authentications ...string) {
	s.ConnectTimeout = o.seconds("connect_timeout", 60*time.Second)
	s.ReadTimeout = o.seconds("read_timeout", 1800*time.Second)
	s.Username = o.text("username", "")
	s.Password = o.text("password", "")
	s.VerifySSL = o.boolean("verify_ssl", false)
	s.Authentication = o.oneOf("authentication", "", authentications...)
	o.ignored("ignore_invalid_content_length_response_header")
	s.RetryStrategy = readRetryStrategy(o)
	byName := s.Authentication == "basic" || s.Authentication == "digest"
	if byName && s.Username == "" && !o.awaits("username") {
		o.reject("authentication", "requires username and password")
	}
}

func (s *System) readMicroservice(o *object, _ *Set) {
	s.readRequests(o, "basic", "digest")
	if !microserviceID.MatchString(s.ID) {
		o.reject("_id", "the _id of a microservice must have 2 to 63 lower-case letters, digits, - or _, because it becomes a host name")
	}
	s.UseHTTPS = o.boolean("use_https", false)
	o.ignored("eager_load")
	docker := o.object("docker")
	if docker == nil {
		if _, given := o.values["docker"]; !given {
			o.reject("docker", "is missing; it must be an object with image and port")
		}
		return
	}
	s.Docker = &Docker{
		Image:       docker.required("image", "example/connector:latest"),
		Port:        docker.integer("port", 0),
		Environment: docker.texts("environment", true),
		Memory:      docker.integer("memory", 128),
	}
	if _, given := docker.values["port"]; !given {
		docker.reject(docker.at("port"), "is missing; it must be the port on which the container listens, for example 5000")
	}
	docker.ignored("username", "password", "cpu_quota", "cpu_period", "cpuset_cpus", "hosts", "skip_pull",
		"pull_image_cron_expression")
	docker.done()
}
