package writing

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
)

// linkItem is an entity that is sent about an association.
type linkItem struct {
	n                int // the how manieth it is
	contact, company string
	labels           []string
	deleted          bool
	back             bool // it is sent as one of the company with the contact
}

// say lets the ERP have something to say.
func (w *linkWorld) say(i *linkItem) {
	i.n = len(w.last)*1000 + len(w.unsent)
	for _, before := range w.last {
		i.n = max(i.n, before.n+1)
	}
	w.unsent = append(w.unsent, i)
	w.last[[2]string{i.contact, i.company}] = i
}

// json writes the entity. What pads it makes batches small.
func (i *linkItem) json(pad int) string {
	from, to, types := i.contact, i.company, make([]map[string]string, len(i.labels))
	for n, label := range i.labels {
		types[n] = map[string]string{"label": label}
		if i.back {
			types[n]["label"] = inverses[label]
		}
	}
	if i.back {
		from, to = to, from
	}
	text, err := json.Marshal(map[string]any{"_id": from + ":" + to, "from": from, "to": to, "types": types, "_deleted": i.deleted, "_pad": strings.Repeat("x", pad)})
	if err != nil {
		panic(err) // of texts
	}
	return string(text)
}

// send sends what the ERP has to say, first that of contacts with companies: in one batch, once more if that fails, and then each by
// itself, as a pump does.
func (w *linkWorld) send(s linkStep) error {
	pad := 0
	if s.B%8 == 7 {
		pad = 300 << 10
	}
	for _, back := range []bool{false, true} {
		items := slices.DeleteFunc(slices.Clone(w.unsent), func(i *linkItem) bool { return i.back != back })
		for range 2 {
			if len(items) == 0 {
				break
			}
			left, err := w.request(items, pad)
			if err != nil {
				return err
			}
			items = left
		}
		for _, i := range items {
			if _, err := w.request([]*linkItem{i}, 0); err != nil {
				return err
			}
		}
	}
	return nil
}

// request sends items, compares what HubSpot has afterwards with the answer, and returns those that are not written.
func (w *linkWorld) request(items []*linkItem, pad int) (left []*linkItem, err error) {
	before, err := w.ties()
	if err != nil {
		return nil, err
	}
	texts := make([]string, len(items))
	for n, i := range items {
		texts[n] = i.json(pad)
	}
	query := "from=contacts&to=companies"
	if items[0].back {
		query = "from=companies&to=contacts"
	}
	status, body, err := w.post(query, "["+strings.Join(texts, ",")+"]")
	if err != nil {
		return nil, err
	}
	w.answers[fmt.Sprint(status)]++
	verdicts, err := linkVerdicts(status, body, len(items))
	after, failed := w.ties()
	j := linkJudge{world: w, items: items, verdicts: verdicts, before: before, after: after}
	w.mu.Lock()
	defer w.mu.Unlock()
	if err = errors.Join(err, failed, w.err); err == nil {
		err = j.check()
	}
	if err != nil {
		return nil, fmt.Errorf("%v, answered %d %s: %w", items, status, body, err)
	}
	for n, i := range items {
		if verdicts[n] == "unwritten" {
			left = append(left, i)
			continue
		}
		w.unsent = slices.DeleteFunc(w.unsent, func(other *linkItem) bool { return other == i })
	}
	return left, nil
}

func (w *linkWorld) post(query, body string) (int, string, error) {
	response, err := sender.Post(w.service.URL+"/push_associations?"+query, "application/json", strings.NewReader(body))
	if err != nil {
		return 0, "", err
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	return response.StatusCode, string(text), err
}

// linkVerdicts are what an answer says of so many items: "done", "refused" or "unwritten".
func linkVerdicts(status int, body string, n int) ([]string, error) {
	all := slices.Repeat([]string{"done"}, n)
	if status == http.StatusOK {
		return all, nil
	}
	var told struct{ Error failure }
	if err := json.Unmarshal([]byte(body), &told); err != nil {
		return nil, err
	}
	for _, o := range told.Error.Entities {
		if all[o.Index] = o.Status; o.Status == "unwritten" && status == http.StatusBadRequest {
			return nil, errors.New("400, although something is unwritten")
		}
	}
	if told.Error.Failed == 0 || told.Error.Failed != len(told.Error.Entities) || status != 400 && status != 502 && status != 503 {
		return nil, errors.New("this answer is not expected")
	}
	return all, nil
}
