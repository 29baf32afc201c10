// All that the programs of a world show and ask single people just now. News go out once what happened with
// them is stored.
import {
  CLOSED_PAUSE_MS,
  PERSONAL_VALUES_MAX,
  PERSONAL_VALUES_EACH,
  QUESTIONS_MAX,
} from '../../behavior/program-limits.ts'
import type { ArtifactId, RandomBytes } from '../../world/address.ts'
import {
  fittingAnswer,
  type PersonalChange,
  type PersonalValue,
  type Question,
  type QuestionAnswer,
} from '../../behavior/personal.ts'

export interface PersonalState {
  /** Shows a person values of a thing; answers why not. */
  readonly show: (shown: ShownValues) => string | null
  /** Asks a person; answers why not. `answered` is called once, unless the program ends before. */
  readonly ask: (asked: AskedQuestion) => string | null
  /** A person answers, or closes, a question; answers why that does not count. */
  readonly reply: (person: ArtifactId, question: string, answer: QuestionAnswer) => string | null
  /** A program has ended: it shows and asks nothing any more. */
  readonly stopped: (by: ArtifactId) => void
  /** Ends questions whose time is over, or whose person is gone. */
  readonly step: (at: number) => void
  readonly next: () => number | null
  readonly hasNews: () => boolean
  /** All that a person is shown and asked; null: nothing. */
  readonly of: (person: ArtifactId) => PersonalChange | null
  /** What has changed since, by person. */
  readonly takeNews: () => readonly (readonly [ArtifactId, PersonalChange])[]
}

interface ShownValues {
  /** The thing whose program shows them. */
  readonly by: ArtifactId
  readonly person: ArtifactId
  readonly thing: ArtifactId
  readonly values: Readonly<Record<string, string | null>>
}

interface AskedQuestion extends Omit<Question, 'id' | 'thing' | 'until'> {
  readonly by: ArtifactId
  readonly person: ArtifactId
  readonly withinMs: number
  readonly answered: (answer: QuestionAnswer) => void
}

interface PersonalStateParts {
  readonly now: () => number
  readonly random: RandomBytes
  /** Whether a person is in this world, or away and kept in it. */
  readonly isKnown: (person: ArtifactId) => boolean
  readonly onNews: () => void
}

interface KeptValue extends PersonalValue {
  readonly by: ArtifactId
}

interface OpenQuestion {
  readonly question: Question
  readonly person: ArtifactId
  readonly answered: (answer: QuestionAnswer) => void
}

interface PersonalNews {
  readonly values: Map<string, PersonalValue>
  readonly questions: Map<string, Question>
  readonly closed: Set<string>
}

const keyOf = (thing: ArtifactId, name: string): string => `${thing} ${name}`

export function createPersonalState({ now, random, isKnown, onNews }: PersonalStateParts): PersonalState {
  const values = new Map<ArtifactId, Map<string, KeptValue>>()
  const open = new Map<string, OpenQuestion>()
  /** When a person closed the last question of a thing. */
  const closedAt = new Map<string, number>()
  const news = createPersonalNews(onNews)

  function put(person: ArtifactId, { by, ...value }: KeptValue): void {
    const key = keyOf(value.thing, value.name)
    const ofPerson = values.get(person) ?? new Map<string, KeptValue>()
    if ((ofPerson.get(key)?.value ?? null) !== value.value) news.of(person).values.set(key, value)
    if (value.value === null) ofPerson.delete(key)
    else values.set(person, ofPerson.set(key, { ...value, by }))
    if (ofPerson.size === 0) values.delete(person)
  }

  function drop(by: ArtifactId, fits: (person: ArtifactId) => boolean): void {
    for (const [person, ofPerson] of values) {
      if (!fits(person)) continue
      for (const kept of ofPerson.values()) if (kept.by === by) put(person, { ...kept, value: null })
    }
  }

  const countOf = (by: ArtifactId, ofPerson: ReadonlyMap<string, KeptValue> | undefined): number =>
    [...(ofPerson?.values() ?? [])].filter((kept) => kept.by === by).length

  const countOfAll = (by: ArtifactId): number =>
    [...values.values()].reduce((sum, ofPerson) => sum + countOf(by, ofPerson), 0)

  function whyNoMore(by: ArtifactId, person: ArtifactId, more: number): string | null {
    if (countOf(by, values.get(person)) + more > PERSONAL_VALUES_EACH)
      return `A program can show one person at most ${PERSONAL_VALUES_EACH} values of their own.`
    // People who have left make room for those who are here.
    if (countOfAll(by) + more > PERSONAL_VALUES_MAX) drop(by, (one) => !isKnown(one))
    return countOfAll(by) + more > PERSONAL_VALUES_MAX
      ? `A program can show people at most ${PERSONAL_VALUES_MAX} values of their own in all.`
      : null
  }

  function close(id: string, answer: QuestionAnswer): void {
    const asked = open.get(id)
    if (asked === undefined) return
    forget(id, asked)
    asked.answered(answer)
  }

  function forget(id: string, { person }: OpenQuestion): void {
    open.delete(id)
    const { questions, closed } = news.of(person)
    if (!questions.delete(id)) closed.add(id)
  }

  function whyNotAsked(by: ArtifactId, person: ArtifactId): string | null {
    const theirs = [...open.values()].filter((asked) => asked.person === person)
    if (theirs.some(({ question }) => question.thing === by))
      return 'You are asking this person something already.'
    if (theirs.length >= QUESTIONS_MAX)
      return `This person is asked ${QUESTIONS_MAX} things already. Try again later.`
    const closed = closedAt.get(keyOf(person, by)) ?? -Infinity
    return now() - closed < CLOSED_PAUSE_MS
      ? `This person has just closed a question of yours. Wait ${CLOSED_PAUSE_MS / 1000} seconds.`
      : null
  }

  return {
    show({ by, person, thing, values: shown }) {
      const entries = Object.entries(shown)
      const isNew = ([name, value]: readonly [string, string | null]): boolean =>
        value !== null && values.get(person)?.get(keyOf(thing, name))?.by !== by
      const why = whyNoMore(by, person, entries.filter(isNew).length)
      if (why === null) for (const [name, value] of entries) put(person, { thing, name, value, by })
      return why
    },
    ask({ by, person, words, form, withinMs, answered }) {
      const why = whyNotAsked(by, person)
      if (why !== null) return why
      const id = [...random(9)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
      const question = { id, thing: by, words, form, until: Math.round(now() + withinMs) }
      open.set(id, { question, person, answered })
      news.of(person).questions.set(id, question)
      return null
    },
    reply(person, id, answer) {
      const asked = open.get(id)
      if (asked === undefined || asked.person !== person) return 'Nobody asks that any more.'
      const fitting = answer === null ? null : fittingAnswer(asked.question.form, answer)
      if (answer !== null && fitting === null) return 'That answer does not fit the question.'
      if (answer === null) {
        for (const [key, at] of closedAt) if (now() - at >= CLOSED_PAUSE_MS) closedAt.delete(key)
        closedAt.set(keyOf(person, asked.question.thing), now())
      }
      close(id, fitting)
      return null
    },
    stopped(by) {
      drop(by, () => true)
      for (const [id, asked] of open) if (asked.question.thing === by) forget(id, asked)
    },
    step(at) {
      for (const [id, { question, person }] of open)
        if (question.until <= at || !isKnown(person)) close(id, null)
    },
    hasNews: () => news.isAny(),
    next: () =>
      open.size === 0 ? null : Math.min(...[...open.values()].map(({ question }) => question.until)),
    of(person) {
      const shown = [...(values.get(person)?.values() ?? [])].map(({ thing, name, value }) => ({
        thing,
        name,
        value,
      }))
      const asked = [...open.values()].filter((one) => one.person === person).map(({ question }) => question)
      if (shown.length + asked.length === 0) return null
      return { whole: true, values: shown, questions: asked, closed: [] }
    },
    takeNews: () => news.take(),
  }
}

/** What has changed for each person since it was taken last. */
function createPersonalNews(onNews: () => void) {
  let news = new Map<ArtifactId, PersonalNews>()
  return {
    of(person: ArtifactId): PersonalNews {
      const known = news.get(person) ?? { values: new Map(), questions: new Map(), closed: new Set() }
      news.set(person, known)
      onNews()
      return known
    },
    isAny: () => news.size > 0,
    take(): readonly (readonly [ArtifactId, PersonalChange])[] {
      if (news.size === 0) return []
      const taken = news
      news = new Map()
      return [...taken].map(([person, { values, questions, closed }]) => [
        person,
        { values: [...values.values()], questions: [...questions.values()], closed: [...closed] },
      ])
    },
  }
}
