package api

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/node"
)

// flatObject reads a body that is one flat JSON object.
func flatObject(c *gin.Context, what string) (map[string]string, error) {
	body, err := io.ReadAll(c.Request.Body)
	if err != nil {
		return nil, badRequest{"the body cannot be read: " + err.Error()}
	}
	values, err := config.ParseValues(what, body)
	if err != nil {
		return nil, badRequest{err.Error()}
	}
	return values, nil
}

// environment reads a body that is one flat JSON object, and keeps each value as it is written.
func environment(c *gin.Context) (node.Environment, error) {
	body, err := io.ReadAll(c.Request.Body)
	if err != nil {
		return nil, badRequest{"the body cannot be read: " + err.Error()}
	}
	if _, err := config.ParseValues("env", body); err != nil {
		return nil, badRequest{err.Error()}
	}
	env := node.Environment{}
	// An editor's byte order mark is no JSON.
	if err := json.Unmarshal(bytes.TrimPrefix(body, []byte("\xef\xbb\xbf")), &env); err != nil {
		return nil, badRequest{"env: " + err.Error()}
	}
	return env, nil
}

func (a *api) getEnv(c *gin.Context) { c.JSON(http.StatusOK, a.node.Env()) }

func (a *api) putEnv(c *gin.Context) {
	env, err := environment(c)
	if err == nil {
		err = a.node.SetEnv(env)
	}
	if err != nil {
		a.fail(c, err)
		return
	}
	a.getEnv(c)
}

// addEnv adds variables to those there are.
func (a *api) addEnv(c *gin.Context) {
	more, err := environment(c)
	if err == nil {
		all := a.node.Env()
		maps.Copy(all, more)
		err = a.node.SetEnv(all)
	}
	if err != nil {
		a.fail(c, err)
		return
	}
	a.getEnv(c)
}

func (a *api) getEnvKey(c *gin.Context) {
	value, there := a.node.Env()[c.Param("key")]
	if !there {
		a.fail(c, notFound{"there is no variable " + c.Param("key")})
		return
	}
	c.JSON(http.StatusOK, value)
}

func (a *api) deleteEnvKey(c *gin.Context) {
	env := a.node.Env()
	if _, there := env[c.Param("key")]; !there {
		a.fail(c, notFound{"there is no variable " + c.Param("key")})
		return
	}
	delete(env, c.Param("key"))
	if err := a.node.SetEnv(env); err != nil {
		a.fail(c, err)
		return
	}
	a.getEnv(c)
}

// getSecrets gives the names of the secrets: a node does not tell their values.
func (a *api) getSecrets(c *gin.Context) {
	names := a.node.SecretNames()
	if names == nil {
		names = []string{}
	}
	c.JSON(http.StatusOK, names)
}

func (a *api) putSecrets(c *gin.Context) {
	secrets, err := flatObject(c, "secrets")
	if err == nil {
		err = a.node.SetSecrets(secrets)
	}
	if err != nil {
		a.fail(c, err)
		return
	}
	a.getSecrets(c)
}

func (a *api) addSecrets(c *gin.Context) {
	more, err := flatObject(c, "secrets")
	if err == nil {
		err = a.node.AddSecrets(more)
	}
	if err != nil {
		a.fail(c, err)
		return
	}
	a.getSecrets(c)
}

func (a *api) deleteSecret(c *gin.Context) {
	there, err := a.node.DeleteSecret(c.Param("key"))
	if err == nil && !there {
		err = notFound{"there is no secret " + c.Param("key")}
	}
	if err != nil {
		a.fail(c, err)
		return
	}
	a.getSecrets(c)
}
