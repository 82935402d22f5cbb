"""Names and phrases that recur in passages, found by counting alone; pure."""
