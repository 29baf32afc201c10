// The lines of a form for who becomes somebody here: the word that is one's account, and the name that others see.
import type { Ref } from 'react'
import { parseAccountName } from '../../shared/world/address.ts'
import { PERSON_NAME_MAX } from '../../shared/world/limits.ts'
import { Field } from '../parts/field.tsx'
import type { Form } from './form.ts'

interface Props {
  readonly form: Form
  readonly value: string
  readonly onText: (text: string) => void
  readonly ref?: Ref<HTMLInputElement>
}

/** For who has an account already. */
export function KnownAccountField({ form, value, onText, ref }: Props) {
  return (
    <Field
      label="Account"
      name="username"
      value={value}
      onText={onText}
      trouble={form.trouble('account')}
      autoComplete="username webauthn"
      autoCapitalize="none"
      spellCheck={false}
      {...(ref && { ref })}
    />
  )
}

/** For who makes one: it stands in the addresses of their worlds. */
export function NewAccountField({ form, value, onText }: Props) {
  return (
    <Field
      label="Account"
      name="username"
      value={value}
      onText={onText}
      trouble={form.trouble('account')}
      autoComplete="username"
      autoCapitalize="none"
      spellCheck={false}
      hint={
        <>
          One word. You sign in with it, and your worlds are at{' '}
          <b className="door-word">{parseAccountName(value.trim()) ?? 'ada'}/…</b>
        </>
      }
    />
  )
}

export function NameField({ form, value, onText, ref }: Props) {
  return (
    <Field
      label="Your name"
      name="name"
      value={value}
      onText={onText}
      trouble={form.trouble('name')}
      maxLength={PERSON_NAME_MAX}
      autoComplete="name"
      hint="Others see it beside what you write. You can change it."
      {...(ref && { ref })}
    />
  )
}
