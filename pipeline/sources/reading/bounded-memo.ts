/** Longer questions are answered and not remembered: memory has a bound in bytes too. */
const LONGEST_QUESTION = 256;

/** Remembers what a pure function answered, for as many questions at a time; then it forgets all and begins anew. */
export function boundedMemo<Answer>(
  answer: (question: string) => Answer,
  remembered: number,
): (question: string) => Answer {
  const answers = new Map<string, Answer>();
  return (question) => {
    const known = answers.get(question);
    if (known !== undefined) return known;
    const found = answer(question);
    if (answers.size >= remembered) answers.clear();
    if (question.length <= LONGEST_QUESTION) answers.set(question, found);
    return found;
  };
}
