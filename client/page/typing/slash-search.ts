// How well an offer of `/` fits what is typed: by its own name first, then by what others call it.

/** What an offer is found by; in any case of letters. */
export interface Sought {
  readonly name: string
  /** What others call it, with spaces between. */
  readonly words: string
}

/** From 0, the best; null: it does not fit. `typed`: one word in lower case. */
function fitOf({ name, words }: Sought, typed: string): number | null {
  const own = name.toLowerCase()
  const ownWords = own.match(/[\p{L}\p{N}-]+/gu) ?? []
  const others = words.toLowerCase().split(/\s+/)
  const fits = [
    own === typed || (ownWords.length === 1 && ownWords[0] === typed),
    others.includes(typed),
    own.startsWith(typed),
    [...ownWords, ...others].some((word) => word.startsWith(typed)),
    own.includes(typed),
  ]
  const fit = fits.indexOf(true)
  return fit < 0 ? null : fit
}

/** What fits, the best first; of what fits equally well, in the order given. */
export const fittingOf = <Each extends Sought>(all: readonly Each[], typed: string): readonly Each[] =>
  all
    .flatMap((each) => {
      const fit = fitOf(each, typed)
      return fit === null ? [] : { each, fit }
    })
    .toSorted((one, other) => one.fit - other.fit)
    .map(({ each }) => each)
