"""Tests of mailbot."""
