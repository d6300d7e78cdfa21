"""The guided tour: embedded servers, sample mails, and the whole course of some complaints."""
