// A code for somebody who is locked out: made when asked for, and shown once.
import { useState } from 'react'
import type { AccountLine } from '../../../shared/wire/api/admin-bodies.ts'
import { wordsOf } from '../../api/request.ts'
import { Button } from '../../parts/button.tsx'
import { Card } from '../../parts/dialog.tsx'
import { SecretShownOnce } from '../../parts/shown-once.tsx'
import { Trouble } from '../../parts/trouble.tsx'
import { makeCode } from '../../api/admin-api.ts'

interface CodeCardProps {
  readonly line: AccountLine
  readonly onClose: () => void
}

export function CodeCard({ line: { name, account }, onClose }: CodeCardProps) {
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
          With it {name} can choose a new password and sign in, once, within a day. Make sure it is really
          them asking, and give it to nobody else. Any code you made for them before stops working.
        </p>
        <Trouble text={trouble} />
        {code === null ? (
          <div className="card-foot">
            <Button look="main" onClick={make}>
              Create code
            </Button>
          </div>
        ) : (
          <SecretShownOnce
            label="The code"
            value={code}
            copied="The code is copied."
            isLarge
            onDone={onClose}
          />
        )}
      </div>
    </Card>
  )
}
