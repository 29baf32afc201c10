// Coming back without a password: a recovery code, and a new password in its place. Then all other ways in
// are shown, to be ended.
import { useState } from 'react'
import type { Me } from '../../../shared/wire/api/node-bodies.ts'
import { Recovery } from '../../../shared/wire/api/account-bodies.ts'
import { Link } from '../../parts/route-link.tsx'
import { SIGN_IN } from '../../navigation/route.ts'
import { focusAndSelect } from '../../parts/autofocus.ts'
import { Field } from '../../parts/field.tsx'
import { KnownAccountField } from '../../account/sign-in/account-field.tsx'
import { AllWays } from '../../account/sign-in/all-ways.tsx'
import { recover } from '../../api/account-api.ts'
import { SignInSheetForm, SignInSheet } from '../../account/sign-in/sign-in-sheet.tsx'
import { useForm } from '../../parts/requests/use-form.ts'
import { NewPasswordField } from '../../account/sign-in/password-field.tsx'
import type { SignInScreenProps } from './screen-props.ts'
import { goBack } from '../../navigation/return-path.ts'

export default function RecoveryScreen({ me, handle }: SignInScreenProps) {
  /** The person again: the page goes on as them once they have seen who else could come in. */
  const [back, setBack] = useState<Me | null>(null)
  if (back === null) return <RecoveryForm me={me} handle={handle} onBack={setBack} />
  return (
    <SignInSheet place={me} title="Who else can get in?">
      <AllWays
        done="Continue"
        onDone={() => {
          void handle.enter(back).then(goBack)
        }}
      />
    </SignInSheet>
  )
}

interface RecoveryFormProps extends SignInScreenProps {
  readonly onBack: (me: Me) => void
}

function RecoveryForm({ me, onBack }: RecoveryFormProps) {
  const [account, setAccount] = useState(me.state === 'nobody' ? (me.before?.account ?? '') : '')
  const [code, setCode] = useState('')
  const [password, setPassword] = useState('')
  const form = useForm({
    schema: Recovery,
    body: () => ({ account: account.trim(), code: code.trim(), password }),
    send: async (body) => {
      onBack(await recover(body))
    },
    fields: { wrong: 'code', void: 'code', weak: 'password' },
  })
  return (
    <SignInSheet
      place={me}
      title="Use a recovery code"
      text="One of the codes you saved, or one an admin gave you. It works once. All other browsers are signed out."
    >
      <SignInSheetForm form={form} send="Set password and sign in">
        <KnownAccountField form={form} value={account} onText={setAccount} ref={focusAndSelect} />
        <Field
          label="Recovery code"
          name="code"
          autoComplete="one-time-code"
          autoCapitalize="none"
          spellCheck={false}
          value={code}
          onText={setCode}
          trouble={form.trouble('code')}
        />
        <NewPasswordField value={password} onText={setPassword} trouble={form.trouble('password')} />
      </SignInSheetForm>
      <div className="door-links">
        <Link to={SIGN_IN}>I know my password: sign in</Link>
        <span>If you have no code, ask an admin for one.</span>
      </div>
    </SignInSheet>
  )
}
