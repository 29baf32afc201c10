// Languages by their names, as the browser knows them: their tags are for programs.
import { foldText } from '../../shared/search/folded-text.ts'

interface KnownLanguage {
  readonly tag: string
  readonly name: string
  /** As it calls itself. */
  readonly ownName: string
}

const ENGLISH = new Intl.DisplayNames('en', { type: 'language', fallback: 'none' })

/** A language in words: its tag where the browser knows no name of it. */
export const languageName = (tag: string): string => ENGLISH.of(tag) ?? tag

/** All that have a tag of two letters, by their names. */
export function knownLanguages(): readonly KnownLanguage[] {
  const letters = Array.from('abcdefghijklmnopqrstuvwxyz')
  return letters
    .flatMap((first) => letters.map((second) => first + second))
    .flatMap((tag) => {
      const name = ENGLISH.of(tag)
      // Some are an old tag of another one.
      if (name === undefined || Intl.getCanonicalLocales(tag)[0] !== tag) return []
      return { tag, name, ownName: new Intl.DisplayNames(tag, { type: 'language' }).of(tag) ?? name }
    })
    .sort((one, other) => one.name.localeCompare(other.name, 'en'))
}

/** The tag of what somebody typed: a name of one of these, or a tag. */
export function tagOf(typed: string, languages: readonly KnownLanguage[]): string {
  const wanted = foldText(typed.trim())
  const named = languages.find(({ name, ownName }) => [name, ownName].some((one) => foldText(one) === wanted))
  return named?.tag ?? typed.trim()
}
