// The password of one's account: set, or changed.
import { useState } from 'react'
import { PasswordChange, type AccountInfo } from '../../shared/wire/api/account-bodies.ts'
import { Button } from '../parts/button.tsx'
import { Card } from '../parts/dialog.tsx'
import { Trouble } from '../parts/trouble.tsx'
import { AllWays } from './sign-in/all-ways.tsx'
import { PagePart } from '../parts/page-part.tsx'
import { changePassword } from '../api/account-api.ts'
import { useForm } from '../parts/requests/use-form.ts'
import { KnownPasswordField, NewPasswordField } from './sign-in/password-field.tsx'

interface PasswordPartProps {
  readonly account: AccountInfo
  readonly onChange: () => void
}

export function PasswordPart({ account, onChange }: PasswordPartProps) {
  const [isOpen, setOpen] = useState(false)
  const { hasPassword } = account
  const [isSet, setSet] = useState(false)
  function done(): void {
    setOpen(false)
    setSet(true)
    onChange()
  }
  function close(): void {
    setSet(false)
    onChange()
  }
  return (
    <PagePart
      title="Password"
      text={hasPassword ? 'You can sign in with a password.' : 'You sign in without a password.'}
    >
      {isOpen ? (
        <PasswordForm account={account} onDone={done} onLeave={() => setOpen(false)} />
      ) : (
        <div className="account-ways">
          <Button onClick={() => setOpen(true)}>{hasPassword ? 'Change password' : 'Set a password'}</Button>
        </div>
      )}
      <Card title="Who else can get in?" open={isSet} onClose={close}>
        <AllWays done="Done" onDone={close} />
      </Card>
    </PagePart>
  )
}

interface PasswordFormProps {
  readonly account: AccountInfo
  readonly onDone: () => void
  readonly onLeave: () => void
}

function PasswordForm({ account, onDone, onLeave }: PasswordFormProps) {
  const [old, setOld] = useState('')
  const [password, setPassword] = useState('')
  const form = useForm({
    schema: PasswordChange,
    body: () => ({ ...(account.hasPassword && { old }), password }),
    send: async (body) => {
      await changePassword(body)
      onDone()
    },
    fields: { weak: 'password', ...(account.hasPassword && { wrong: 'old' }) },
  })
  const trouble = form.trouble('form')
  return (
    <form className="account-form" onSubmit={form.onSubmit} noValidate>
      {/* A browser that keeps passwords wants to know whose it is. */}
      <input type="hidden" name="username" autoComplete="username" value={account.account} readOnly />
      {account.hasPassword && (
        <KnownPasswordField
          label="Current password"
          value={old}
          onText={setOld}
          trouble={form.trouble('old')}
        />
      )}
      <NewPasswordField
        value={password}
        onText={setPassword}
        trouble={form.trouble('password')}
        hint="All your other browsers are signed out."
      />
      <Trouble text={trouble} />
      <div className="account-ways">
        <Button type="submit" look="main" aria-busy={form.isBusy}>
          Set password
        </Button>
        <Button look="quiet" onClick={onLeave}>
          Cancel
        </Button>
      </div>
    </form>
  )
}
