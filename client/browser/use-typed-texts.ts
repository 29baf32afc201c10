// Texts that are typed into fields, over values that others may change meanwhile. A field shows the present
// value until somebody types into it; from then on it keeps what was typed. Only what was changed is sent.
import { useState } from 'react'

type Texts = Readonly<Record<string, string>>

interface OwnText {
  readonly text: string
  /** The value that stood there when somebody began to type. */
  readonly over: string
}

interface TypedTexts<T extends Texts> {
  /** What the fields show. */
  readonly shown: T
  readonly onText: (field: keyof T & string) => (text: string) => void
  /** Whether a field was typed into, and has another text than it had before. */
  readonly isChanged: (field: string) => boolean
  /** What somebody else wrote into a field since it was typed into; null: nothing. */
  readonly meanwhile: (field: keyof T & string) => string | null
  /** Once it was sent, or is to be as it was. */
  readonly forget: () => void
}

/** `now`: the present value of each field. */
export function useTypedTexts<T extends Texts>(now: T): TypedTexts<T> {
  const [typed, setTyped] = useState<Readonly<Record<string, OwnText>>>({})
  const texts = Object.entries(typed).map(([field, { text }]): [string, string] => [field, text])
  return {
    shown: { ...now, ...Object.fromEntries(texts) },
    onText: (field) => (text) =>
      setTyped((before) => ({
        ...before,
        [field]: { text, over: before[field]?.over ?? now[field] ?? '' },
      })),
    isChanged: (field) => typed[field] !== undefined && typed[field].text !== typed[field].over,
    meanwhile(field) {
      const { text, over } = typed[field] ?? {}
      const value = now[field]
      return over === undefined || value === undefined || value === over || value === text ? null : value
    },
    forget: () => setTyped({}),
  }
}

interface TypedField {
  readonly text: string
  readonly onText: (text: string) => void
  /** What was typed, where it is another text than before; null: nothing is to be sent. */
  readonly changed: string | null
  readonly meanwhile: string | null
  readonly forget: () => void
}

/** The same for one field. */
export function useTypedText(now: string): TypedField {
  const { shown, onText, isChanged, meanwhile, forget } = useTypedTexts({ text: now })
  return {
    text: shown.text,
    onText: onText('text'),
    changed: isChanged('text') ? shown.text : null,
    meanwhile: meanwhile('text'),
    forget,
  }
}
