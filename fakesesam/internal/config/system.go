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
)

// System is what pipes read from.
type System struct {
	ID   string
	File string
	// Type is one of the System… constants.
	Type string

	// Docker is the container of a microservice; nil for other systems.
	Docker *Docker

	// URLPattern is a url system's pattern, with one %s for the path.
	URLPattern string
	// Headers are sent with each request of a url system; a jwt_token is among them.
	Headers map[string]string

	UseHTTPS  bool
	VerifySSL bool
	// Authentication is "", "basic" or "digest".
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

// Valid reports whether the system can be used.
func (s *System) Valid() bool { return len(s.Errors) == 0 }

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

// readSystem reads one system strictly.
func readSystem(c component, vars variables) *System {
	report := &report{file: c.file}
	values, _ := vars.resolve(c.decoded, "", report).(map[string]any)
	o := &object{values: values, report: report}
	checkID(o, c.id)
	system := &System{
		ID: c.id, File: c.file, Type: o.text("type", ""), Original: compacted(c.body),
		ConnectTimeout: o.seconds("connect_timeout", 60*time.Second),
		ReadTimeout:    o.seconds("read_timeout", 1800*time.Second),
		Username:       o.text("username", ""),
		Password:       o.text("password", ""),
		VerifySSL:      o.boolean("verify_ssl", false),
		Authentication: o.oneOf("authentication", "", "basic", "digest"),
	}
	o.ignored("name", "description", "comment", "metadata", "permissions", "ignore_invalid_content_length_response_header")
	system.RetryStrategy = readRetryStrategy(o)
	if system.Type == SystemMicroservice {
		system.readMicroservice(o)
	} else {
		system.readURL(o)
	}
	if system.Authentication != "" && system.Username == "" {
		o.reject("authentication", "requires username and password")
	}
	o.done()
	system.Effective = mustMarshal(o.values)
	system.Errors = report.errors
	return system
}

func (s *System) readMicroservice(o *object) {
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
		Port:        docker.integer("port", 0, 1),
		Environment: docker.texts("environment", true),
		Memory:      docker.integer("memory", 128, 1),
	}
	if _, given := docker.values["port"]; !given {
		docker.reject(docker.at("port"), "is missing; it must be the port on which the container listens, for example 5000")
	}
	docker.ignored("username", "password", "cpu_quota", "cpu_period", "cpuset_cpus", "hosts", "skip_pull",
		"pull_image_cron_expression")
	docker.done()
}

func (s *System) readURL(o *object) {
	s.URLPattern = o.text("url_pattern", "")
	if base := o.text("base_url", ""); base != "" && s.URLPattern == "" {
		s.URLPattern = strings.TrimRight(base, "/") + "/%s"
	}
	absolute := strings.HasPrefix(s.URLPattern, "http://") || strings.HasPrefix(s.URLPattern, "https://")
	if !absolute || strings.Count(s.URLPattern, "%s") != 1 {
		o.reject("url_pattern", `must be an http or https URL with one %%s for the path, for example "http://localhost:5000/%%s"`)
	}
	s.Headers = o.texts("headers", false)
	if token := o.text("jwt_token", ""); token != "" {
		if s.Headers == nil {
			s.Headers = map[string]string{}
		}
		s.Headers["Authorization"] = "Bearer " + token
	}
	o.unsupported("oauth2", "proxy_url", "custom_ca_pem_chain", "cert", "key")
}
