// Recovery codes: how many are left, and new ones, which are shown once.
import { Copy, Download } from 'lucide-react'
import { useState } from 'react'
import { CODES_COUNT, Confirmed, type AccountInfo } from '../../shared/wire/api/account-bodies.ts'
import { copyText } from '../notices/copy-text.ts'
import { saveFile } from '../device/download.ts'
import { Button } from '../parts/button.tsx'
import { Card } from '../parts/dialog.tsx'
import { Trouble } from '../parts/trouble.tsx'
import { PagePart } from '../parts/page-part.tsx'
import { makeCodes } from '../api/account-api.ts'
import { useForm } from '../parts/requests/use-form.ts'
import { KnownPasswordField } from './sign-in/password-field.tsx'

interface CodesPartProps {
  readonly account: AccountInfo
  readonly onChange: () => void
}

export function CodesPart({ account, onChange }: CodesPartProps) {
  const [isOpen, setOpen] = useState(false)
  const [codes, setCodes] = useState<readonly string[] | null>(null)
  function close(): void {
    setOpen(false)
    setCodes(null)
    onChange()
  }
  return (
    <PagePart title="Recovery codes" text={leftWords(account.codesLeft)}>
      <div className="account-ways">
        <Button onClick={() => setOpen(true)}>
          {account.codesLeft > 0 ? 'Create new codes' : 'Create codes'}
        </Button>
      </div>
      <Card title={codes ? 'Your recovery codes' : 'New recovery codes'} open={isOpen} onClose={close}>
        {codes ? (
          <Codes codes={codes} account={account.account} onDone={close} />
        ) : (
          <MakeForm account={account} onMade={setCodes} />
        )}
      </Card>
    </PagePart>
  )
}

function leftWords(left: number): string {
  if (left === 0) return 'A recovery code gets you in when you have lost everything else. You have none.'
  const are = left === 1 ? 'One code is' : `${left} codes are`
  return `${are} left. Each gets you in once, when you have lost everything else.`
}

interface MakeProps {
  readonly account: AccountInfo
  readonly onMade: (codes: readonly string[]) => void
}

function MakeForm({ account, onMade }: MakeProps) {
  const [password, setPassword] = useState('')
  const form = useForm({
    schema: Confirmed,
    body: () => (account.hasPassword ? { password } : {}),
    send: async (body) => onMade((await makeCodes(body)).codes),
    fields: account.hasPassword ? { wrong: 'password' } : {},
  })
  const trouble = form.trouble('form')
  return (
    <form className="stack" onSubmit={form.onSubmit} noValidate>
      <p className="card-text">
        You will get {CODES_COUNT} codes. They are shown only once.
        {account.codesLeft > 0 && ' Your old codes will stop working.'}
      </p>
      {account.hasPassword && (
        <KnownPasswordField value={password} onText={setPassword} trouble={form.trouble('password')} />
      )}
      <Trouble text={trouble} />
      <div className="card-foot">
        <Button type="submit" look="main" aria-busy={form.isBusy}>
          Create codes
        </Button>
      </div>
    </form>
  )
}

interface CodesProps {
  readonly codes: readonly string[]
  readonly account: string
  readonly onDone: () => void
}

function Codes({ codes, account, onDone }: CodesProps) {
  const text = codes.join('\n')
  const file = `Recovery codes for ${account} at ${location.host}. Each works once.\n\n${text}\n`
  return (
    <div className="stack">
      <p className="card-text">
        Keep them somewhere you can find without this browser, such as on paper. They are not shown again.
      </p>
      <ol className="codes" aria-label="Recovery codes">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ol>
      <div className="account-ways">
        <Button onClick={() => copyText(text, 'The codes are copied.')}>
          <Copy size={16} aria-hidden="true" /> Copy
        </Button>
        <Button onClick={() => saveFile(`inkland-codes-${account}.txt`, file, 'text/plain')}>
          <Download size={16} aria-hidden="true" /> Save as a file
        </Button>
      </div>
      <div className="card-foot">
        <Button look="main" onClick={onDone}>
          I have saved them
        </Button>
      </div>
    </div>
  )
}
