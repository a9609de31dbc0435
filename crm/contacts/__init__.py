"""What one does with people: create, edit, tag, note, archive, restore."""
