package allowance

// PushBatch is the most records that a call reads or writes.
const PushBatch = 100

// Push is the most entities per second that can be written to HubSpot if each of them is another record that differs: a batch
// takes a call that reads and one that writes.
func Push() float64 { return CallsPerSecond * PushBatch / 2 }

// PushUnchanged is the most entities per second of which HubSpot has every one already: a batch takes the call that reads.
func PushUnchanged() float64 { return CallsPerSecond * PushBatch }
