package push

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
)

// What is being written has its room until it has been told what has become of it, and those that wait for it say so.
func TestRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		said := make(chan struct{}, 1)
		room := NewRoom(0, func(context.Context) {
			select {
			case said <- struct{}{}:
			default:
			}
		})
		first, second := share{room: room}, share{room: room}
		large, small := &batch{size: leastRoom}, &batch{size: 1}
		if err := first.take(t.Context(), large); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancelCause(t.Context())
		gone := errors.New("gone")
		go cancel(gone)
		if err := second.take(ctx, small); !errors.Is(err, gone) {
			t.Errorf("there is room for more than there is, or the reason is lost: %v", err)
		}
		taken := make(chan error, 1)
		go func() { taken <- second.take(t.Context(), small) }()
		<-said
		first.give(large)
		if err := <-taken; err != nil {
			t.Error(err)
		}
		second.giveAll()
		second.giveAll()
		if err := first.take(t.Context(), large); err != nil {
			t.Errorf("room was not given back: %v", err)
		}
	})
}

// What requests remember of what they want is bounded over all of them, and its room is given back.
func TestWhatRequestsRememberSharesTheRoom(t *testing.T) {
	room := NewRoom(ownPart*3*ownRecord, nil)
	first, second := newOwn(room), newOwn(room)
	first.note("1", nil)
	second.note("2", nil)
	first.note("3", nil)
	if second.note("4", nil); len(first.values)+len(second.values) != 3 {
		t.Errorf("%d and %d records are remembered, want 3 in all", len(first.values), len(second.values))
	}
	first.forget()
	if second.note("5", nil); second.values["5"] == nil {
		t.Error("room was not given back")
	}
}
