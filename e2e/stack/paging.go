package stack

import (
	"context"
	"net/http"
	"net/url"
)

// pages returns the results of a list of HubSpot's API, reading page by page.
func pages[T any](ctx context.Context, r rest, path string, query url.Values) ([]T, error) {
	var all []T
	for {
		var page struct {
			Results []T `json:"results"`
			Paging  struct {
				Next struct {
					After string `json:"after"`
				} `json:"next"`
			} `json:"paging"`
		}
		if err := r.call(ctx, http.MethodGet, path+"?"+query.Encode(), nil, &page); err != nil {
			return nil, err
		}
		all = append(all, page.Results...)
		if page.Paging.Next.After == "" {
			return all, nil
		}
		query.Set("after", page.Paging.Next.After)
	}
}
