// A line for a password, which can be looked at while it is typed.
import { Eye, EyeOff } from 'lucide-react'
import { useState, type ComponentProps } from 'react'
import { Field } from '../parts/field.tsx'

type Props = Omit<ComponentProps<typeof Field>, 'type' | 'inside' | 'autoComplete'> & {
  /** Tells a browser which of the passwords it knows belongs here, or that it may make one up. */
  readonly autoComplete: 'current-password' | 'new-password'
}

export function PasswordField(props: Props) {
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
