// A code for somebody who is locked out: made when asked for, and shown once.
import { Copy } from 'lucide-react'
import { useState } from 'react'
import type { AccountLine } from '../../shared/wire/admin.ts'
import { wordsOf } from '../app/api.ts'
import { copyText } from '../app/clipboard.ts'
import { Button } from '../parts/button.tsx'
import { Card } from '../parts/dialog.tsx'
import { Trouble } from '../parts/trouble.tsx'
import { makeCode } from './calls.ts'

interface Props {
  readonly line: AccountLine
  readonly onClose: () => void
}

export function CodeCard({ line: { name, account }, onClose }: Props) {
  const [code, setCode] = useState<string | null>(null)
  const [trouble, setTrouble] = useState<string | null>(null)
  const make = (): void => {
    makeCode(account).then(
      (made) => setCode(made.code),
      (error: unknown) => setTrouble(wordsOf(error)),
    )
  }
  return (
    <Card title={`A recovery code for ${name}`} open onClose={onClose}>
      <div className="stack">
        <p className="card-text">
          With it {name} chooses a new password and is in, once, within a day. Be sure that it is they who
          ask, and give it to them alone. A code that you made before is void then.
        </p>
        <Trouble text={trouble} />
        {code !== null && (
          <input
            className="field-input admin-code"
            readOnly
            aria-label="The code"
            value={code}
            onFocus={({ target }) => target.select()}
          />
        )}
        <div className="card-foot">
          {code === null ? (
            <Button look="main" onClick={make}>
              Make the code
            </Button>
          ) : (
            <>
              <Button onClick={() => copyText(code, 'The code is copied.')}>
                <Copy size={16} aria-hidden="true" /> Copy
              </Button>
              <Button look="main" onClick={onClose}>
                I have it
              </Button>
            </>
          )}
        </div>
      </div>
    </Card>
  )
}
