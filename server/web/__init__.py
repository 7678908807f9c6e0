"""What the review console and the reader share: templates, style, forms, cookies and the words for times."""
