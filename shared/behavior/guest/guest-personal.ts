// What a program does with one alone: `send` to a thing, `setFor` and `ask` for a person. `ask` waits for the
// answer.
import type { DeclaredSettings } from '../../world/live/setting-values.ts'
import type { QuestionForm } from '../personal.ts'
import type { Checks } from './argument-checks.ts'
import type { Builtins } from './builtins.ts'
import type { Acts } from './guest-acts.ts'
import type { GuestLimits } from './guest-bounds.ts'
import type { Errors } from './guest-errors.ts'
import type { MemoryValues } from './guest-memory.ts'
import type { Settings } from './guest-settings.ts'
import type { Warnings } from './guest-warnings.ts'

export function makePersonalActs(
  { isArray, keys, each, get, defineProperty, match, stringify }: Builtins,
  errors: Errors,
  checks: Checks,
  bounds: GuestLimits,
  { ask: act }: Acts,
  { declaration }: Settings,
  warnings: Warnings,
  { checkPlain, bytesOf }: MemoryValues,
) {
  function setFor(person: unknown, thing: unknown, given: unknown): Promise<unknown> {
    const [to, id] = [
      checks.person(person, 'The person of setFor'),
      checks.thing(thing, 'The thing of setFor'),
    ]
    const looks = checks.fields(given, 'setFor', ['name', 'sprite'])
    const values: Record<string, string | null> = {}
    each(keys(looks), (name) => {
      const value = looks[name]
      const most = name === 'name' ? bounds.NAME_MAX : bounds.SPRITE_MAX
      values[name] = value === null ? null : checks.words(value, `"${name}" in setFor`, most)
      if (name === 'sprite') warnings.drawing(value)
    })
    return act({ do: 'showTo', person: to, thing: id, values })
  }

  function send(thing: unknown, data: unknown): Promise<unknown> {
    const id = checks.thing(thing, 'The thing of send')
    checkPlain(data, 'What you send', 0)
    const bytes = bytesOf(stringify(data))
    if (bytes > bounds.SEND_BYTES)
      throw errors.complaint(`What you send has ${bytes} bytes; the limit is ${bounds.SEND_BYTES}.`)
    return act({ do: 'send', thing: id, data })
  }

  function ask(person: unknown, words: unknown, form: unknown, options: unknown): Promise<unknown> {
    const to = checks.person(person, 'The person of ask')
    const said = checks.words(words, 'What to ask', bounds.WORDS_MAX)
    if (match(/\S/, said) === null) throw errors.complaint('There is nothing to ask.')
    const { within } = options === undefined ? {} : checks.fields(options, 'the last part of ask', ['within'])
    const seconds = within === undefined ? bounds.QUESTION_SECONDS : checks.number(within, '"within" of ask')
    checks.within(seconds, '"within" of ask', 1, bounds.QUESTION_SECONDS_MAX)
    const asked = {
      do: 'ask',
      person: to,
      words: said,
      form: formOf(form),
      withinMs: seconds * 1000,
    } as const
    return act(asked, 'answer')
  }

  function pointOut(person: unknown, thing: unknown, words: unknown = ''): Promise<unknown> {
    const to = checks.person(person, 'The person of pointOut')
    const form = { type: 'spot', thing: checks.thing(thing, 'The thing of pointOut') } as const
    const said = checks.words(words, 'What to say with pointOut', bounds.WORDS_MAX)
    const shown = match(/\S/, said) === null ? 'May I show you something?' : said
    return act(
      { do: 'ask', person: to, words: shown, form, withinMs: bounds.QUESTION_SECONDS * 1000 },
      'consent',
    )
  }

  function formOf(given: unknown): QuestionForm {
    if (given === undefined) return { type: 'choices', choices: ['OK'] }
    if (isArray(given)) return { type: 'choices', choices: choicesOf(given) }
    if (typeof given !== 'object' || given === null)
      throw checks.wrong(
        'The answers of ask',
        "a list such as ['Yes', 'No'], or fields such as { name: '' }",
        given,
      )
    return { type: 'fields', fields: fieldsOf(given) }
  }

  function choicesOf(given: readonly unknown[]): string[] {
    counted(given.length, bounds.QUESTION_CHOICES_MAX, 'choices')
    const choices: string[] = []
    for (let at = 0; at < given.length; at++) {
      const choice = checks.words(given[at], 'A choice of ask', bounds.ANCHOR_VALUE_MAX)
      if (match(/\S/, choice) === null) throw errors.complaint('A choice of ask must have words in it.')
      choices[at] = choice
    }
    return choices
  }

  function fieldsOf(given: object): DeclaredSettings {
    const names = keys(given)
    counted(names.length, bounds.QUESTION_FIELDS_MAX, 'fields')
    const fields: DeclaredSettings = {}
    each(names, (named) => {
      const name = checks.words(named, 'The name of a field', bounds.ANCHOR_NAME_MAX)
      if (name === '__proto__') throw errors.complaint('A field of ask cannot have this name.')
      const value = declaration(get(given, name), `The field "${name}"`)
      defineProperty(fields, name, { value, enumerable: true, configurable: true, writable: true })
    })
    return fields
  }

  function counted(count: number, most: number, what: string): void {
    if (count >= 1 && count <= most) return
    throw errors.complaint(`A question has 1 to ${most} ${what}, and this one has ${count}.`)
  }

  return { setFor, send, ask, pointOut }
}
