"""The methods, one a file; `table` names them, `suite` teaches several over one memory."""
