// Command leadscore gives every contact of a HubSpot account a score.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	job := Job{
		HubSpot: HubSpot{URL: "https://api.hubapi.com", Token: os.Getenv("HUBSPOT_TOKEN"), Wait: wait},
		Now:     time.Now,
	}
	if url := os.Getenv("HUBSPOT_URL"); url != "" {
		job.HubSpot.URL = url
	}
	written, err := job.Run(ctx)
	if err != nil {
		fmt.Fprintln(os.Stderr, "leadscore:", err)
		os.Exit(1)
	}
	fmt.Println("scores written:", written)
}

func wait(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
