"""What every page stands on: components, errors, the text size, the language, the colour."""
