/** What several detections recommend, each said in one way. */
export const TAKE_CONSENTS_BACK = "Take the consents back and ban the app; tell the people who agreed.";
export const DISABLE_UNKNOWN = "If nobody knows of it, disable the app and renew its credentials.";
export const SEE_MAILBOXES = "See whose mailboxes were touched.";
export const REMOVE_RULES = "Remove the inbox rules that it made.";
export const ASK_ABOUT_CREDENTIAL =
  "Ask the owner whether they added the credential; if not, remove it and disable the app.";
export const ASK_OWNER = "Ask the owner of the app whether this was meant.";
export const STOP_MACHINES = "Stop the machines and see what they run.";
export const SEE_SIGN_INS = "See who signed in to the app.";
