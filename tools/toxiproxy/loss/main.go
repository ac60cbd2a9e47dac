// Command loss makes the network namespace it runs in lose packets: loss 15 drops 15 of 100 that arrive, at random; loss 0 none, and
// prints how many were dropped until now. It needs the capability NET_ADMIN.
package main

import (
	"fmt"
	"os"
	"strconv"

	"github.com/google/nftables"
	"github.com/google/nftables/binaryutil"
	"github.com/google/nftables/expr"
)

func main() {
	if len(os.Args) != 2 {
		end(fmt.Errorf("usage: loss PERCENT"))
	}
	percent, err := strconv.ParseUint(os.Args[1], 10, 32)
	if err != nil || percent > 100 {
		end(fmt.Errorf("PERCENT must be a whole number from 0 to 100, got %q", os.Args[1]))
	}
	end(lose(uint32(percent)))
}

func end(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "loss:", err)
		os.Exit(1)
	}
	os.Exit(0)
}

// lose replaces the rule there is.
func lose(percent uint32) error {
	rules, err := nftables.New()
	if err != nil {
		return err
	}
	table := &nftables.Table{Name: "loss", Family: nftables.TableFamilyIPv4}
	arriving := &nftables.Chain{
		Name: "arriving", Table: table, Type: nftables.ChainTypeFilter,
		Hooknum: nftables.ChainHookInput, Priority: nftables.ChainPriorityFilter,
	}
	report(rules, table, arriving)
	rules.AddTable(table) // there must be one for it to be deleted
	rules.DelTable(table)
	if percent > 0 {
		rules.AddTable(table)
		rules.AddChain(arriving)
		rules.AddRule(&nftables.Rule{Table: table, Chain: arriving, Exprs: []expr.Any{
			// Names are resolved over the loopback device, which loses nothing.
			&expr.Meta{Key: expr.MetaKeyIIFNAME, Register: 1},
			&expr.Cmp{Op: expr.CmpOpNeq, Register: 1, Data: []byte("lo\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00")},
			&expr.Counter{},
			&expr.Numgen{Register: 1, Modulus: 100, Type: random},
			// Numbers are compared byte by byte, from the first to the last.
			&expr.Byteorder{SourceRegister: 1, DestRegister: 1, Op: expr.ByteorderHton, Len: 4, Size: 4},
			&expr.Cmp{Op: expr.CmpOpLt, Register: 1, Data: binaryutil.BigEndian.PutUint32(percent)},
			&expr.Counter{},
			&expr.Verdict{Kind: expr.VerdictDrop},
		}})
	}
	return rules.Flush()
}

// random is NFT_NG_RANDOM of Linux.
const random = 1

// report prints what the rule that is to be replaced has done.
func report(rules *nftables.Conn, table *nftables.Table, arriving *nftables.Chain) {
	old, err := rules.GetRules(table, arriving)
	if err != nil {
		return // there is none
	}
	for _, rule := range old {
		var counts []uint64
		for _, part := range rule.Exprs {
			if counter, is := part.(*expr.Counter); is {
				counts = append(counts, counter.Packets)
			}
		}
		if len(counts) == 2 {
			fmt.Printf("%d of %d packets dropped\n", counts[1], counts[0])
		}
	}
}
