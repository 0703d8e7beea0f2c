import { Type } from "typebox";

/** What one body became: every record of it was accepted (new or a known copy) or stands in quarantine. */
export const EventsAnswer = Type.Object(
  {
    read: Type.Integer({ description: "Records in the body; empty lines are none." }),
    accepted: Type.Integer({ description: "Valid events, copies of known ones among them." }),
    quarantined: Type.Integer({ description: "Records that were kept aside with the reason." }),
  },
  { description: "The store has every record of the body. read = accepted + quarantined." },
);
