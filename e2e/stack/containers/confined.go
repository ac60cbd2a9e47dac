package containers

import (
	"github.com/moby/moby/api/types/container"
	"github.com/testcontainers/testcontainers-go"
)

// mostThreads is how many threads and processes a container may have. Go takes a few for each processor.
const mostThreads = 256

// readOnly runs a container with a read-only root file system.
func readOnly() testcontainers.ContainerCustomizer {
	return testcontainers.WithHostConfigModifier(func(host *container.HostConfig) { host.ReadonlyRootfs = true })
}

// confined runs a container without any rights of the superuser, and with no more than so many bytes of memory unless that is 0.
func confined(memory int64) testcontainers.ContainerCustomizer {
	return testcontainers.WithHostConfigModifier(func(host *container.HostConfig) {
		host.CapDrop = []string{"ALL"}
		host.SecurityOpt = []string{"no-new-privileges"}
		most := int64(mostThreads)
		host.PidsLimit = &most
		host.Memory, host.MemorySwap = memory, memory // both: no swap
	})
}
