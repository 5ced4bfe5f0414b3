"""Taking the marks and pages out of a copy that came back."""
