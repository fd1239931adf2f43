"""Notification: due reminders go out, and due dates are told of a day before."""
