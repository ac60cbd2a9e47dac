package hubspot

// Reading is how far the associations of one record have been read. Whoever reads them embeds it.
type Reading struct {
	ID     uint64
	Next   string // cursor of the rest, "" if HubSpot has not been asked yet
	Absent bool   // the last answer has left the record out
	Whole  bool   // nothing is left to read
}

func (r *Reading) reading() *Reading { return r }

// InReading is what embeds a Reading.
type InReading interface{ reading() *Reading }

// Unread returns those of which the next call asks for associations, most at most: first those that no answer has left out, then
// only such.
func Unread[R InReading](all []R, most int) []R {
	var batch, absent []R
	for _, one := range all {
		switch state := one.reading(); {
		case state.Whole:
		case state.Absent:
			absent = append(absent, one)
		default:
			batch = append(batch, one)
		}
		if len(batch) == most {
			return batch
		}
	}
	if len(batch) > 0 {
		return batch
	}
	return absent[:min(len(absent), most)]
}

// Inputs asks for what is left of the associations of each.
func Inputs[R InReading](batch []R) []AssociationsInput {
	inputs := make([]AssociationsInput, len(batch))
	for i, one := range batch {
		inputs[i] = AssociationsInput{ID: one.reading().ID, After: one.reading().Next}
	}
	return inputs
}

// Take hands over what an answer tells of each, and notes which of them it leaves out. None is set if they have no more
// associations: all of them had been left out before, and this answer to a call for nothing but such tells of none of them. One
// that is cut short somewhere, after so many records or bytes, would have told of the first.
func Take[R InReading](batch []R, answer []Associated, take func(R, *Associated) error) (none bool, err error) {
	none = batch[0].reading().Absent
	for i, one := range batch {
		if one.reading().Absent = answer[i].Absent; answer[i].Absent {
			continue
		}
		none = false
		if err := take(one, &answer[i]); err != nil {
			return false, err
		}
	}
	return none, nil
}
