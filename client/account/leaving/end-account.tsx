// Leaving for good: the form asks where one's worlds go, and for a proof of identity.
import { useState, type FormEvent } from 'react'
import { parseAccountName } from '../../../shared/world/address.ts'
import type { AccountInfo, AccountEnding } from '../../../shared/wire/api/account-bodies.ts'
import { call, CallError, wordsOf } from '../../api/request.ts'
import { useMe } from '../../session/me.ts'
import { HOME } from '../../navigation/route.ts'
import { Button } from '../../parts/button.tsx'
import { Card } from '../../parts/dialog.tsx'
import { Field } from '../../parts/field.tsx'
import { Trouble } from '../../parts/trouble.tsx'
import { noteLeaving } from '../../session/inheritance.ts'
import { PagePart } from '../../parts/page-part.tsx'
import { KnownPasswordField } from '../sign-in/password-field.tsx'
import './end-account.css'

interface EndAccountProps {
  readonly account: AccountInfo
}

/** On the account's page. */
export function EndAccountPart({ account }: EndAccountProps) {
  const [isOpen, setOpen] = useState(false)
  return (
    <PagePart
      title="Leave for good"
      text="Your account is deleted, and nobody can bring it back. What you wrote in other people’s worlds stays there, shown as written by “Somebody who left”."
    >
      <div className="account-ways">
        <Button look="grave" onClick={() => setOpen(true)}>
          Delete my account
        </Button>
      </div>
      <Card title="Delete your account" open={isOpen} onClose={() => setOpen(false)}>
        <EndAccountForm account={account} onStay={() => setOpen(false)} />
      </Card>
    </PagePart>
  )
}

type EndingTrouble = { readonly at: 'password' | 'heir' | 'form'; readonly text: string } | null

function EndAccountForm({ account, onStay }: EndAccountProps & { readonly onStay: () => void }) {
  const { person, leave } = useMe()
  const [passes, setPasses] = useState(false)
  const [heir, setHeir] = useState('')
  const [password, setPassword] = useState('')
  const [isBusy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<EndingTrouble>(null)
  const textAt = (at: 'password' | 'heir' | 'form'): string | null =>
    trouble?.at === at ? trouble.text : null

  async function send(body: AccountEnding): Promise<void> {
    setBusy(true)
    try {
      await call('DELETE', '/api/account', null, body)
    } catch (error) {
      setTrouble(troubleOf(error, account.hasPassword))
      setBusy(false)
      return
    }
    // Nothing of it stays in this browser.
    noteLeaving(person.id)
    leave()
    location.replace(HOME)
  }

  function go(event: FormEvent): void {
    event.preventDefault()
    if (isBusy) return
    setTrouble(null)
    const name = parseAccountName(heir.trim())
    if (passes && name === null) {
      return setTrouble({ at: 'heir', text: 'Enter the name of their account, such as ada.' })
    }
    if (account.hasPassword && password === '') {
      return setTrouble({ at: 'password', text: 'Enter your password, to show that it is you.' })
    }
    void send({
      account: account.account,
      worlds: passes && name !== null ? { passTo: name } : 'bin',
      ...(account.hasPassword && { password }),
    })
  }

  return (
    <form className="stack" onSubmit={go} noValidate>
      <WhatHappens account={account} passes={passes} onPasses={setPasses} />
      {passes && (
        <Field
          label="To which account"
          value={heir}
          onText={setHeir}
          trouble={textAt('heir')}
          autoCapitalize="none"
          spellCheck={false}
          hint="They will be asked. Until they accept, the admins look after the worlds. Any world not accepted within 30 days goes to the bin."
        />
      )}
      {account.hasPassword && (
        <>
          {/* A browser that keeps passwords wants to know whose it is. */}
          <input type="hidden" name="username" autoComplete="username" value={account.account} readOnly />
          <KnownPasswordField value={password} onText={setPassword} trouble={textAt('password')} />
        </>
      )}
      <Trouble text={textAt('form')} />
      <div className="card-foot">
        <Button look="quiet" onClick={onStay}>
          Stay
        </Button>
        <Button type="submit" look="grave" aria-busy={isBusy}>
          Delete for good
        </Button>
      </div>
    </form>
  )
}

interface WhatProps extends EndAccountProps {
  readonly passes: boolean
  readonly onPasses: (passes: boolean) => void
}

function WhatHappens({ account, passes, onPasses }: WhatProps) {
  const { worlds } = account
  return (
    <>
      <p className="card-text">
        Your home goes to the bin. You are signed out everywhere, your invitation links stop working, and
        nobody else can take the name {account.account} for a year. If you want to keep what is stored about
        you, download it first.
      </p>
      {worlds > 0 && (
        <fieldset className="end-account-choice">
          <legend>{worlds === 1 ? 'Your world' : `Your ${worlds} worlds`}</legend>
          <label>
            <input type="radio" name="worlds" checked={!passes} onChange={() => onPasses(false)} />
            <span>{worlds === 1 ? 'goes to the bin' : 'go to the bin'}</span>
          </label>
          <label>
            <input type="radio" name="worlds" checked={passes} onChange={() => onPasses(true)} />
            <span>{worlds === 1 ? 'is offered to someone else' : 'are offered to someone else'}</span>
          </label>
        </fieldset>
      )}
    </>
  )
}

function troubleOf(error: unknown, hasPassword: boolean): EndingTrouble {
  const code = error instanceof CallError ? error.code : ''
  const at = code === 'wrong' && hasPassword ? 'password' : code === 'heir' ? 'heir' : 'form'
  return { at, text: wordsOf(error) }
}
