import { secretInText } from "./texts";

describe("a file that shows a secret", () => {
  test.each([
    ["app.env", "LOG_LEVEL=info\nDB_PASSWORD=hunter2\n"],
    [".env", "export API_KEY='abc'\n"],
    ["application.yaml", "spring:\n  datasource:\n    username: shop\n    password: hunter2\n"],
    ["application.properties", "spring.datasource.password=hunter2\n"],
    ["config.json", '{\n  "db": {\n    "password": "hunter2"\n  }\n}'],
    ["config.json", '{"db":{"user":"shop","password":"hunter2"}}'],
    ["settings.toml", '[db]\npassword = "hunter2"\n'],
    ["app.ini", "[smtp]\npassword = hunter2\n"],
    ["redis.conf", "maxmemory 1gb\nrequirepass hunter2\n"],
    ["users.acl", "user default on >hunter2 ~* +@all\n"],
    ["init.sql", "CREATE USER shop WITH PASSWORD 'hunter2';\n"],
    ["init.sql", "CREATE USER 'shop'@'%' IDENTIFIED BY 'hunter2';\n"],
    ["netrc", "machine api.shop login ci password hunter2\n"],
    ["settings.xml", "<server><id>nexus</id><password>hunter2</password></server>"],
    ["context.xml", '<Resource name="jdbc/db" username="shop" password="hunter2"/>'],
    [
      "alertmanager.yaml",
      "global:\n  slack_api_url: https://hooks.slack.com/services/T00000000/B00000000/abcdefgh12345678\n",
    ],
    ["alertmanager.yaml", "smtp_auth_password: hunter2"],
    ["prometheus.yaml", "basic_auth:\n  username: shop\n  password: hunter2\n"],
    ["nginx.conf", 'proxy_set_header Authorization "Basic c2hvcDpodW50ZXIy";'],
    ["settings.py", 'DEBUG = False\nSECRET_KEY = "k7vq2mz0pl4x9wn8rt6yb3"\n'],
    ["config.js", 'module.exports = { password: "hunter2" };'],
    ["start.sh", "#!/bin/sh\nexec app --password hunter2\n"],
    ["tls.key", "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\n"],
    ["database.yml", "url: postgres://shop:hunter2@db/shop"],
    ["license", "[secret]"],
  ])("%s: %s", (file, text) => expect(secretInText(file, text)).toBeDefined());
});

describe("a file that shows none", () => {
  test.each([
    ["app.env", "LOG_LEVEL=info\nDB_PASSWORD=${DB_PASSWORD}\nDB_PASSWORD_FILE=/run/secrets/db\n"],
    [
      "application.yaml",
      "spring:\n  datasource:\n    password: ${DB_PASSWORD}\n    url: jdbc:postgresql://db:5432/shop\n",
    ],
    ["application.yaml", "password: # set by the environment\n  encoder: bcrypt\n"],
    ["config.yaml", 'password: ""\ntoken: null\napiKey:\n'],
    ["ca.crt", "-----BEGIN CERTIFICATE-----\nMIIBszCCAVmgAwIBAgIU\n-----END CERTIFICATE-----\n"],
    ["redis.conf", "maxmemory 1gb\n# requirepass foobared\n"],
    ["nginx.conf", "proxy_set_header Authorization $http_authorization;\nssl_certificate_key /etc/tls/tls.key;\n"],
    ["app.py", 'token = request.headers.get("Authorization")\npassword = os.environ["DB_PASSWORD"]\nkey = user_key\n'],
    ["app.py", "def login(password: str, token=None):\n    return check(password=password)\n"],
    ["prompt.txt", "Token: a piece of a word.\nPassword: never ask the user for one.\nKey: what to remember.\n"],
    ["rules.yaml", 'expr: sum(rate(vllm:prompt_tokens_total{token="eos"}[5m]))\nfor: 5m\n'],
    ["otel.yaml", "exporters:\n  otlp:\n    headers:\n      Authorization: Bearer ${env:TOKEN}\n"],
    ["policy.json", '{"password_policy":{"min_length":12},"token_ttl":"1h","key":"checkout","secretName":"shop-tls"}'],
    [
      "schema.json",
      '{"properties":{"password":{"type":"string"},"token":{"type":"string"}},"required":["password","token"]}',
    ],
    ["start.sh", '#!/bin/sh\nexport TOKEN="$(cat /run/token)"\nexec app --token "$TOKEN"\n'],
    ["datasources.yaml", "secureJsonData:\n  password: $DB_PASSWORD\n"],
    ["prometheus.yaml", "bearer_token_file: /var/run/secrets/kubernetes.io/serviceaccount/token\n"],
    ["vault.hcl", 'path "secret/data/shop" { capabilities = ["read"] }\n'],
    ["externalsecret.yaml", "secretKey: password\nremoteRef:\n  key: db-password\n"],
    ["dashboard.json", '{"title":"Tokens","targets":[{"expr":"sum(tokens)","legendFormat":"{{token}}"}],"key":"a"}'],
    ["known_hosts", "github.com ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl"],
    ["messages.properties", "login.password=Your password\nlogin.token=Enter the token\n"],
  ])("%s: %s", (file, text) => expect(secretInText(file, text)).toBeUndefined());
});
