/** What a schema says of a value, with the choices where there are some. */
export function reasonOf({ message, params }: { readonly message: string; readonly params: object }): string {
  const { allowedValues }: { readonly allowedValues?: readonly unknown[] } = params;
  return allowedValues ? `must be one of ${allowedValues.join(", ")}` : message;
}
