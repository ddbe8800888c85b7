"""One module per page of the web app: each answers from a snapshot in the shapes of the API."""
