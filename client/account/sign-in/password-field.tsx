// Fields for a password, the present one or a new one, which can be shown while it is typed.
import { Eye, EyeOff } from 'lucide-react'
import { useState, type ComponentProps } from 'react'
import { PASSWORD_MIN } from '../../../shared/wire/api/account-bodies.ts'
import { Field } from '../../parts/field.tsx'

type PasswordFieldProps = Omit<ComponentProps<typeof Field>, 'type' | 'inside' | 'autoComplete'> & {
  /** Tells a browser which of the passwords it knows belongs here, or that it may make one up. */
  readonly autoComplete: 'current-password' | 'new-password'
}

type KnownPasswordProps = Partial<Pick<PasswordFieldProps, 'label'>> &
  Pick<PasswordFieldProps, 'value' | 'onText' | 'trouble' | 'ref'>

export function KnownPasswordField(props: KnownPasswordProps) {
  return <PasswordField label="Your password" {...props} name="password" autoComplete="current-password" />
}

/** `hint`: the words about its length. */
export function NewPasswordField({
  hint = 'A few words work well.',
  ...props
}: KnownPasswordProps & { readonly hint?: string }) {
  return (
    <PasswordField
      label="New password"
      {...props}
      name="new-password"
      autoComplete="new-password"
      hint={`At least ${PASSWORD_MIN} characters. ${hint}`}
    />
  )
}

function PasswordField(props: PasswordFieldProps) {
  const [isShown, setShown] = useState(false)
  return (
    <Field
      {...props}
      type={isShown ? 'text' : 'password'}
      spellCheck={false}
      autoCapitalize="none"
      inside={
        <button
          type="button"
          className="icon-button field-inside"
          aria-label="Show the password"
          aria-pressed={isShown}
          onClick={() => setShown(!isShown)}
        >
          {isShown ? <EyeOff size={18} aria-hidden="true" /> : <Eye size={18} aria-hidden="true" />}
        </button>
      }
    />
  )
}
