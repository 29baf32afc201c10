// What programs show and ask one person alone. It is in no document, which everybody reads who sees the
// world: it goes to that person's connections, and again when they come back. It lasts as long as the
// program runs.
import type { ArtifactId } from '../world/address.ts'
import type { DeclaredSettings, SettingValue } from '../world/live/setting-values.ts'

/** A value in place of the world's. `name`: `#anchor` of the thing's page, or a property that is seen. */
export interface PersonalValue {
  readonly thing: ArtifactId
  readonly name: string
  /** Null: the world's own again. */
  readonly value: string | null
}

/** The properties of a thing that one person alone can see otherwise. */
export const PERSONAL_LOOKS = ['name', 'sprite'] as const
export type PersonalLook = (typeof PERSONAL_LOOKS)[number]

/**
 * How a question is answered: by one of some words, by filling in fields, as settings are declared, or by
 * letting one's view be led to a thing.
 */
export type QuestionForm =
  | { readonly type: 'choices'; readonly choices: readonly string[] }
  | { readonly type: 'fields'; readonly fields: DeclaredSettings }
  | { readonly type: 'spot'; readonly thing: ArtifactId }

/** The answer of somebody who lets themselves be shown a thing. */
export const SHOWN = 'shown'

export interface Question {
  /** Random: an answer that comes late is for no other one. */
  readonly id: string
  /** The thing that asks. */
  readonly thing: ArtifactId
  readonly words: string
  readonly form: QuestionForm
  /** When it ends by itself, ms since 1970. */
  readonly until: number
}

/** A choice, or the values of fields; null: it was closed. */
export type QuestionAnswer = string | Readonly<Record<string, SettingValue>> | null

export interface PersonalChange {
  /** All that was shown before is past. */
  readonly whole?: true
  readonly values: readonly PersonalValue[]
  /** New ones. */
  readonly questions: readonly Question[]
  /** Questions that are past. */
  readonly closed: readonly string[]
}

/** Most values that one message has, or one question: people of other nodes get them through a bound. */
const IN_ONE = 150

/** A change in messages that are small enough. */
export function piecesOf({ values, questions, closed, whole }: PersonalChange): readonly PersonalChange[] {
  const first = { ...(whole && { whole }), values: values.slice(0, IN_ONE), questions: [], closed }
  const pieces: PersonalChange[] = [first]
  for (let at = IN_ONE; at < values.length; at += IN_ONE)
    pieces.push({ values: values.slice(at, at + IN_ONE), questions: [], closed: [] })
  for (const question of questions) pieces.push({ values: [], questions: [question], closed: [] })
  return pieces
}

/** Nothing is shown or asked any more. */
export const NOTHING_PERSONAL: PersonalChange = { whole: true, values: [], questions: [], closed: [] }

/** The answer to a question; null when it does not fit the form. */
export function fittingAnswer(form: QuestionForm, answer: NonNullable<QuestionAnswer>): QuestionAnswer {
  if (form.type === 'choices')
    return typeof answer === 'string' && form.choices.includes(answer) ? answer : null
  if (form.type === 'spot') return answer === SHOWN ? SHOWN : null
  if (typeof answer === 'string') return null
  const names = Object.keys(form.fields)
  if (Object.keys(answer).length !== names.length) return null
  const values: [string, SettingValue][] = []
  for (const name of names) {
    const [wanted, value] = [form.fields[name], Object.hasOwn(answer, name) ? answer[name] : undefined]
    if (wanted === undefined || value === undefined || !fits(wanted, value)) return null
    values.push([name, value])
  }
  return Object.fromEntries(values)
}

function fits(wanted: SettingValue | readonly string[], value: SettingValue): boolean {
  if (typeof wanted === 'object') return typeof value === 'string' && wanted.includes(value)
  return typeof value === typeof wanted
}
