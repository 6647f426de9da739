// Package common stands in for a cloud SDK that no module proxy serves: flannel's tencent-vpc backend compiles, and fails when used.
package common

// StringPtr returns a pointer to its own copy of a text.
func StringPtr(text string) *string { return &text }

// BoolPtr returns a pointer to its own copy of a truth.
func BoolPtr(truth bool) *bool { return &truth }

// StringPtrs returns a pointer to each of the texts.
func StringPtrs(texts []string) []*string {
	pointers := make([]*string, 0, len(texts))
	for i := range texts {
		pointers = append(pointers, &texts[i])
	}
	return pointers
}
