package api

import (
	"encoding/json"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/node"
)

// flatObject reads a body that is one flat JSON object.
func flatObject(c *gin.Context, what string) (body []byte, values map[string]string, err error) {
	if body, err = bodyOf(c); err != nil {
		return nil, nil, err
	}
	if values, err = config.ParseValues(what, body); err != nil {
		return nil, nil, badRequest(err.Error())
	}
	return body, values, nil
}

// environment reads a body that is one flat JSON object and keeps each value as it was written.
func environment(c *gin.Context) (node.Environment, error) {
	body, _, err := flatObject(c, "env")
	if err != nil {
		return nil, err
	}
	env := node.Environment{}
	if err := json.Unmarshal(config.PlainText(body), &env); err != nil {
		return nil, badRequest("env: " + err.Error())
	}
	return env, nil
}

func (a *api) getEnv(c *gin.Context) { c.JSON(http.StatusOK, a.node.Env()) }

func (a *api) putEnv(c *gin.Context) { a.changeEnv(c, a.node.SetEnv) }

func (a *api) addEnv(c *gin.Context) { a.changeEnv(c, a.node.AddEnv) }

func (a *api) changeEnv(c *gin.Context, change func(node.Environment) error) {
	env, err := environment(c)
	if err == nil {
		err = change(env)
	}
	a.answerOr(c, err, a.getEnv)
}

func (a *api) getEnvKey(c *gin.Context) {
	value, err := a.node.EnvValue(c.Param("key"))
	a.answerOr(c, err, func(c *gin.Context) { c.JSON(http.StatusOK, value) })
}

func (a *api) deleteEnvKey(c *gin.Context) { a.answerOr(c, a.node.DeleteEnv(c.Param("key")), a.getEnv) }

// getSecrets returns the names of the secrets: a node never returns their values.
func (a *api) getSecrets(c *gin.Context) {
	names := a.node.SecretNames()
	if names == nil {
		names = []string{}
	}
	c.JSON(http.StatusOK, names)
}

func (a *api) putSecrets(c *gin.Context) { a.changeSecrets(c, a.node.SetSecrets) }

func (a *api) addSecrets(c *gin.Context) { a.changeSecrets(c, a.node.AddSecrets) }

func (a *api) changeSecrets(c *gin.Context, change func(map[string]string) error) {
	_, secrets, err := flatObject(c, "secrets")
	if err == nil {
		err = change(secrets)
	}
	a.answerOr(c, err, a.getSecrets)
}

func (a *api) deleteSecret(c *gin.Context) {
	a.answerOr(c, a.node.DeleteSecret(c.Param("key")), a.getSecrets)
}

// answerOr answers, or fails when there is an error.
func (a *api) answerOr(c *gin.Context, err error, answer gin.HandlerFunc) {
	if err != nil {
		a.fail(c, err)
		return
	}
	answer(c)
}
