"""
Words of the account library that we say in our own way in French.

Our catalogue goes before those of the libraries: what is named here is translated there, so that
one word stands for one thing on all pages.
"""

from django.utils.translation import gettext_noop as _

IN_OUR_WORDS = (
    _("Email"),
    _("Email (again)"),
    _("Remember Me"),
    _("Sign In"),
    _("Sign Up"),
    _("Signup"),
    _("Sign up using a passkey"),
    _("Passkey Sign Up"),
    _("Sign in with a passkey"),
    _("Use a security key"),
    _("Passkey"),
    _("Create Passkey"),
    _("Already have an account? Then please %(link)ssign in%(end_link)s."),
    _("If you have not created an account yet, then please %(link)ssign up%(end_link)s first."),
    _("We are sorry, but the sign up is currently closed."),
    _("A user is already registered with this email address."),
    _("Verify Your Email Address"),
    _("Email Verification"),
    _("Enter Email Verification Code"),
    _(
        "We have sent an email to you for verification. Follow the link provided to finalize the"
        " signup process. If you do not see the verification email in your main inbox, check your"
        " spam folder. Please contact us if you do not receive the verification email within a few"
        " minutes."
    ),
    _(
        "We have sent an email to you for\nverification. Please click on the link inside that"
        " email. If you do not see the verification email in your main inbox, check your spam"
        " folder. Otherwise\ncontact us if you do not receive it within a few minutes."
    ),
    _("Current email"),
    _("Add Email"),
    _("Change Email"),
    _("Bad Token"),
)
