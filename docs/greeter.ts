// A bot: stands in a world, greets people who come near, and tells the time to people who ask. Run it beside
// a node:
//   npx node docs/greeter.ts http://127.0.0.1:7070 ada/garden
// It comes as a guest, the same one each time; with an account: GREETER_NAME=greeter GREETER_PASSWORD=… npx
// node …
import { startBot } from 'inkland/bot'

const [server = 'http://127.0.0.1:7070', world = 'ada/garden'] = process.argv.slice(2)
const { GREETER_NAME: name = 'Greeter', GREETER_PASSWORD: password } = process.env
const bot = await startBot({ server, world, name, password })
const came = await bot.visit()
if (!came.ok) throw new Error(came.why ?? 'I may not come in.')
console.log(`I am ${bot.name}, and I am in ${bot.world}.`)

const greeted = new Set<string>()
setInterval(() => {
  for (const one of bot.near(120)) {
    if (one.avatar === null || greeted.has(one.id)) continue
    greeted.add(one.id)
    void bot.say(`Hello, ${one.name}.`)
  }
}, 250)
bot.on('leave', ({ id }) => greeted.delete(id))
bot.on('hear', ({ words, person }) => {
  if (/time/i.test(words)) void bot.say(`${person ?? 'Friend'}, it is ${new Date().toLocaleTimeString()}.`)
})
