// Where the focus goes when somebody wants to answer the question that is shown.
export const QUESTION_CARD = 'data-question'

/** Leads to the first thing to press or fill in; false: nothing is asked. */
export function focusQuestion(): boolean {
  const card = document.querySelector(`[${QUESTION_CARD}]`)
  const first = card?.querySelector<HTMLElement>('.question-choices button, form input, form select')
  first?.focus({ preventScroll: true })
  return first != null
}
