package hubspot

import "strings"

// recordsPath is the path of the records of an object type, followed by rest.
func (c *Client) recordsPath(object *Object, rest string) string {
	if object.VersionedPaths {
		return c.opts.Root.Path + "/objects/" + c.opts.Version + "/" + object.Path + rest
	}
	return c.path("objects", object.Path) + rest
}

// propertiesPath is the path of the properties of an object type.
func (c *Client) propertiesPath(object *Object) string { return c.path("properties", object.Path) }

// numbered is the one version that is no date.
const numbered = "v3"

// path puts the parts of a path in the order of the API's version: v3 and dated versions differ.
func (c *Client) path(resource, rest string) string {
	if c.opts.Version == numbered {
		return c.opts.Root.Path + "/v3/" + resource + "/" + rest
	}
	return c.opts.Root.Path + "/" + resource + "/" + c.opts.Version + "/" + rest
}

// schemasPath is the path of the custom object types, which with a date is outside /crm.
func (c *Client) schemasPath() string {
	if c.opts.Version == numbered {
		return c.opts.Root.Path + "/v3/schemas"
	}
	return c.opts.Root.Path + "-object-schemas/" + c.opts.Version + "/schemas"
}

// pipelinesPath is the path of the pipelines of an object type.
func (c *Client) pipelinesPath(object *Object) string { return c.path("pipelines", object.Path) }

// ownersPath is the path of the owners of records.
func (c *Client) ownersPath() string { return strings.TrimSuffix(c.path("owners", ""), "/") }

// associationsPath is the path of a batch of associations. They are in version 4 where everything else is in version 3.
func (c *Client) associationsPath(from, to *Object) string {
	return c.linksPath(from, to, "batch/read")
}

// linksPath is the path of what there is between two object types.
func (c *Client) linksPath(from, to *Object, rest string) string {
	pair := "/" + from.Path + "/" + to.Path + "/" + rest
	if c.opts.Version == numbered {
		return c.opts.Root.Path + "/v4/associations" + pair
	}
	return c.opts.Root.Path + "/associations/" + c.opts.Version + pair
}

// accountPath is the path of the details of the account, which exist in v3 only and outside /crm.
func (c *Client) accountPath() string {
	return strings.TrimSuffix(c.opts.Root.Path, "/crm") + "/account-info/v3/details"
}
