import { Type } from "typebox";

/** Every answer that is not a success has this body. `code` is one of the error catalogue, or `internal`. */
export const ApiError = Type.Object(
  {
    error: Type.Object({
      code: Type.String({ description: "A short stable word for programs." }),
      message: Type.String({ description: "One sentence for people: what happened and the way out." }),
    }),
  },
  { description: "What went wrong." },
);
