//! The pages by which sec.gov says that it has no file, or gives none. What a client can tell them
//! by is as on the real ones; the rest is shorter.

/// Status 403: there is no such file below `Archives`, or not yet.
pub(super) fn access_denied(number: u64) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <Error><Code>AccessDenied</Code><Message>Access Denied</Message>\
         <RequestId>{number:016X}</RequestId><HostId>fake-edgar-{number:016x}=</HostId></Error>"
    )
}

/// Status 403: too many requests in a second.
pub(super) fn rate_exceeded() -> String {
    page(
        "Request Rate Threshold Exceeded",
        "You’ve Exceeded the SEC’s Traffic Limit",
        "Your request rate has exceeded the SEC’s maximum allowable requests per second. Your \
         access to SEC.gov will be limited for 10 minutes. Continuing to exceed the maximum during \
         the time-out period will extend it.",
    )
}

/// A client that does not say who it is.
pub(super) fn undeclared() -> String {
    let title = "Your Request Originates from an Undeclared Automated Tool";
    page(
        title,
        title,
        "Please declare your traffic by updating your user agent to include company specific \
         information.",
    )
}

/// Status 503.
pub(super) fn unavailable() -> String {
    page(
        "File Unavailable",
        "This page is temporarily unavailable",
        "The file that you have requested is currently unavailable. Please try again later.",
    )
}

/// A page in place of a file, with status 200.
pub(super) fn maintenance() -> String {
    page(
        "Maintenance",
        "SEC.gov is under maintenance",
        "EDGAR will be back shortly.",
    )
}

fn page(title: &str, heading: &str, text: &str) -> String {
    format!(
        "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Transitional//EN\" \
         \"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd\">\n\
         <html xmlns=\"http://www.w3.org/1999/xhtml\">\n<head>\n\
         <meta http-equiv=\"Content-Type\" content=\"text/html; charset=UTF-8\" />\n\
         <title>SEC.gov | {title}</title>\n</head>\n\n<body>\n\
         <div id=\"header\">U.S. Securities and Exchange Commission</div>\n\
         <div id=\"content\">\n<h1>{heading}</h1>\n<p>{text}</p>\n</div>\n</body>\n</html>\n"
    )
}
