import { secretsInCommand } from "./commands";

const shell = (script: string) => ["/bin/sh", "-c", script];

describe("a command that shows a secret", () => {
  test.each<[string, string[]]>([
    ["an option with its value", ["serve", "--api-key=sk-live-1234567890abcdef"]],
    ["an option before its value", ["serve", "--api-key", "abc"]],
    ["an option of one dash", ["agent", "-token", "abc"]],
    ["a property of Java", ["java", "-Dspring.datasource.password=hunter2", "-jar", "app.jar"]],
    ["a value of a chart", ["helm", "install", "shop", "--set", "auth.password=hunter2"]],
    ["a line of Redis' configuration", ["redis-server", "--requirepass", "hunter2"]],
    ["one without dashes", ["redis-server", "requirepass", "hunter2"]],
    ["a password by a letter", ["redis-cli", "-a", "hunter2", "ping"]],
    ["a password by a letter, glued", ["mysqladmin", "ping", "-phunter2"]],
    ["mongosh", ["mongosh", "-u", "root", "-p", "hunter2"]],
    ["a login", ["docker", "login", "-u", "ci", "-p", "hunter2", "reg.azurecr.io"]],
    ["the user of curl", ["curl", "-u", "shop:hunter2", "http://api.shop/health"]],
    ["a header of curl", ["curl", "-H", "Authorization: Bearer abcdef", "http://api.shop"]],
    ["a key in a header", ["curl", "-H", "X-Api-Key: abcdef", "http://api.shop"]],
    ["an address with a password", ["migrate", "-database", "postgres://shop:hunter2@db/shop", "up"]],
    ["a positional address", ["worker", "redis://:hunter2@cache:6379/0"]],
    [
      "a key in a connection string",
      ["worker", "--bus=Endpoint=sb://x.servicebus.windows.net/;SharedAccessKey=abc123abc="],
    ],
    ["a secret of the program", ["serve", "--model=chat", "[secret]"]],
    ["a secret of the program as an option's value", ["serve", "--api-key", "[secret]"]],
    ["a variable before a command", shell("PGPASSWORD=hunter2 psql -h db -c 'select 1'")],
    ["a variable of a script", shell("set -e\nexport API_TOKEN='abc'\nexec app")],
    ["a command in a script", shell("until redis-cli -a hunter2 ping; do sleep 1; done")],
    ["a line that goes on", shell("curl \\\n  -u shop:hunter2 \\\n  http://api.shop")],
    ["curl in a script", shell(`curl -fsS -H "Authorization: Bearer abcdef12" http://api.shop && echo ok`)],
    ["a substitution over several lines", shell("$(\n  redis-cli -a hunter2 ping\n)")],
    ["a shell of another name", ["bash", "-ec", "app --password hunter2"]],
    ["a shell whose script is the argument", ["/bin/bash", "-c", "mysql -uroot -phunter2 shop"]],
  ])("%s", (_what, words) => expect(secretsInCommand(words)).not.toEqual([]));

  test("each secret counts", () =>
    expect(secretsInCommand(["serve", "--password=hunter2", "--api-key", "abc"])).toEqual(["a password", "a key"]));
});

describe("a command that shows none", () => {
  test.each<[string, string[]]>([
    ["an option from a variable", ["serve", "--api-key=$(API_KEY)"]],
    ["an option before a variable", ["serve", "--api-key", "$(API_KEY)"]],
    ["a file", ["redis-server", "/etc/redis.conf", "--aclfile", "/etc/acl", "--password-file=/run/secrets/redis"]],
    ["a port", ["app", "-p", "8080"]],
    ["folders", shell("mkdir -p /data/cache && cp -p /a /b")],
    ["counts", ["serve", "--max-tokens=4096", "--tokenizer", "chat", "--max-num-batched-tokens", "8192"]],
    ["a switch without a value", ["serve", "--disable-password", "--port=8080"]],
    ["a switch of a secret's name", ["app", "--use-token", "--config", "/etc/app.yaml"]],
    [
      "names of keys",
      ["app", "--partition-key=tenantId", "--tls-key=/tls/tls.key", "--tls-private-key-file", "/tls/key"],
    ],
    ["the name of a Secret", ["controller", "--default-ssl-certificate=shop/tls", "--secret-name=shop-tls"]],
    ["a script of variables", shell('PGPASSWORD="$DB_PASSWORD" psql -h db')],
    [
      "a file that is read",
      shell('export TOKEN=$(cat /var/run/secrets/token); curl -H "Authorization: Bearer $TOKEN" http://api'),
    ],
    ["a password that is asked for", shell('test -n "$PASSWORD" || { echo "password: missing"; exit 1; }')],
    ["mysql with a variable", shell("mysqladmin ping -h localhost -p$MYSQL_ROOT_PASSWORD")],
    ["mysql that asks", ["mysql", "-u", "root", "-p"]],
    ["curl by a variable", shell('curl -u "$USER:$PASS" http://api')],
    ["a comment", shell("# password=hunter2 is what the demo has\nexec app")],
    ["the user of ps", ["ps", "-u", "shop:shop"]],
    ["an address without a password", ["worker", "redis://cache:6379/0", "--url=https://api.shop/v1"]],
    ["a program in Python", ["python", "-c", 'import os; token = os.environ["TOKEN"]']],
    ["a token's issuer", ["app", "--token-issuer=https://issuer.example", "--token-ttl", "1h"]],
    ["a script in quotes over several lines", shell("'exec\napp'")],
    [
      "a probe of a popular chart",
      shell(
        'response=$(\n  timeout -s 15 $1 \\\n  redis-cli \\\n    ping\n)\nif [ "$response" != "PONG" ]; then\n  exit 1\nfi',
      ),
    ],
    ["nothing", []],
  ])("%s", (_what, words) => expect(secretsInCommand(words)).toEqual([]));
});
