// Package sesam implements Sesam's pull protocol: the since parameter, entities, and the array they are written in.
package sesam
