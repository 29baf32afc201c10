// The fields of a form for a new person: the word of their account, and the name that others see.
import type { ReactNode, Ref } from 'react'
import { parseAccountName } from '../../../shared/world/address.ts'
import { PERSON_NAME_MAX } from '../../../shared/world/limits.ts'
import { Field } from '../../parts/field.tsx'
import type { Form } from '../../parts/requests/use-form.ts'

interface AccountFieldProps {
  readonly form: Form
  readonly value: string
  readonly onText: (text: string) => void
  readonly ref?: Ref<HTMLInputElement>
}

/** For a person who has an account already. */
export function KnownAccountField(props: AccountFieldProps) {
  return <AccountField {...props} autoComplete="username webauthn" />
}

/** For a person who makes one: it is part of the addresses of their worlds. */
export function NewAccountField(props: AccountFieldProps) {
  return (
    <AccountField
      {...props}
      autoComplete="username"
      hint={
        <>
          One word. You sign in with it, and your worlds live at{' '}
          <b className="door-word">{parseAccountName(props.value.trim()) ?? 'ada'}/…</b>
        </>
      }
    />
  )
}

interface AccountProps extends AccountFieldProps {
  readonly autoComplete: string
  readonly hint?: ReactNode
}

function AccountField({ form, ref, ...rest }: AccountProps) {
  return (
    <Field
      {...rest}
      label="Account"
      name="username"
      trouble={form.trouble('account')}
      autoCapitalize="none"
      spellCheck={false}
      {...(ref && { ref })}
    />
  )
}

export function NameField({ form, value, onText, ref }: AccountFieldProps) {
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
