package report

import (
	"cmp"
	"slices"
	"strings"
)

// item is what stands or is left out as a whole.
type item struct {
	// texts are what the item writes into each block of its section.
	texts [3]string
	// rank is how little it matters, and turn which of those of its rank it is.
	rank, turn int
}

func (i *item) size() int { return len(i.texts[0]) + len(i.texts[1]) + len(i.texts[2]) }

// section is a part of a comment that gives up the items that matter least where there
// is no room for all.
type section struct {
	head, tail string
	// blocks are the heads of the blocks; one without items is left out.
	blocks [3]string
	items  []*item
	// left says what is left out.
	left func([]*item) string
}

func (s *section) frame() int {
	return len(s.head) + len(s.tail) + len(s.blocks[0]) + len(s.blocks[1]) + len(s.blocks[2]) + len(s.blocks)
}

// size is how many bytes the whole section takes.
func (s *section) size() int {
	size := s.frame()
	for _, item := range s.items {
		size += item.size()
	}
	return size
}

// write writes what fits into a number of bytes, nothing where no item does.
func (s *section) write(b *strings.Builder, room int) {
	chosen := s.choose(room)
	if len(chosen) == 0 && len(s.items) > 0 {
		return
	}
	b.WriteString(s.head)
	var rest []*item
	for _, item := range s.items {
		if !chosen[item] {
			rest = append(rest, item)
		}
	}
	for block := range s.blocks {
		s.writeBlock(b, block, chosen)
	}
	if len(rest) > 0 {
		b.WriteString(s.left(rest))
	}
	b.WriteString(s.tail)
}

func (s *section) writeBlock(b *strings.Builder, block int, chosen map[*item]bool) {
	open := false
	for _, item := range s.items {
		text := item.texts[block]
		if text == "" || !chosen[item] {
			continue
		}
		if !open {
			b.WriteString(s.blocks[block])
		}
		open = true
		b.WriteString(text)
	}
	if open && s.blocks[block] != "" {
		b.WriteString("\n")
	}
}

// choose picks the items that matter most.
func (s *section) choose(room int) map[*item]bool {
	if s.size() > room {
		room -= len(s.left(s.items))
	}
	order := slices.Clone(s.items)
	slices.SortStableFunc(order, func(a, b *item) int { return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(a.turn, b.turn)) })
	chosen := map[*item]bool{}
	room -= s.frame()
	for _, item := range order {
		if item.size() <= room {
			chosen[item] = true
			room -= item.size()
		}
	}
	return chosen
}

// leastShare is how many bytes a section gets while there are any: less tells nothing.
const leastShare = 1500

// shares divides room among sections: each gets the same, and what some do not need
// goes to the others.
func shares(sections []*section, room int) []int {
	order := make([]int, len(sections))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(sections[a].size(), sections[b].size()) })
	got := make([]int, len(sections))
	for done, i := range order {
		fair := max(room/(len(order)-done), leastShare)
		got[i] = min(sections[i].size(), fair, room)
		room -= got[i]
	}
	return got
}

// need is how many bytes sections take together.
func need(sections []*section) int {
	size := 0
	for _, s := range sections {
		size += s.size()
	}
	return size
}
