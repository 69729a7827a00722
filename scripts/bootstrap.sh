#!/usr/bin/env bash
# Makes the place where Pulumi keeps a stack's state, and the key that encrypts the secrets in it.
#
# The storage account and the vault stand apart from everything that the stack makes: who destroys the stack keeps the state
# that knows what is to be destroyed. Each step looks first, so the script can be run again at any time.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/lib.sh
source scripts/lib.sh

help() {
  cat <<'TEXT'
Usage: scripts/bootstrap.sh [--stack NAME] [options]

Makes a resource group, a storage account with a container for Pulumi's state and a key vault with the key that encrypts secrets,
logs Pulumi in to them and makes the stack. Switches on the plans of Defender that the stack wants. Run again, it changes only what is missing.

  --stack NAME             stack, with a file Pulumi.NAME.yaml (default: dev)
  --location REGION        region (default: that of the stack's file)
  --resource-group NAME    default: rg-breakwater-state
  --storage-account NAME   default: stbwstate and 8 digits that follow from the subscription
  --storage-sku SKU        default: Standard_ZRS, copies in three zones; Standard_LRS where the region has no zones
  --vault NAME             default: kv-bwstate- and the same 8 digits
  --deployers ID           object id of the Entra ID group that deploys: it gets the roles on the state too
  --dry-run                print the commands that would change something, and run none of them
  --help

All stacks of a subscription share the group, the account and the vault. Storage costs cents a month, the key some cents for 10,000
operations. Roles that it gives to whoever runs it, and to --deployers: Storage Blob Data Contributor on the container, Key Vault Crypto User on the vault.

Exit codes: 0 done, 1 refused or failed, 2 wrong use.
TEXT
}

stack=dev
location=''
resource_group=rg-breakwater-state
storage_account=''
storage_sku=Standard_ZRS
vault=''
deployers=''
dry_run=false
parse_options --stack=stack --location=location --resource-group=resource_group \
  --storage-account=storage_account --storage-sku=storage_sku --vault=vault --deployers=deployers --dry-run:dry_run -- "$@"

need_stack "$stack"
need_az
need_pulumi
need node https://nodejs.org

# The program says which plans of Defender the stack wants: a plan a line, its name, its variant or -, its extensions.
plan=$(runtime/with-node.sh node bin/breakwater.cjs plan --stack "$stack" --json) ||
  die "the program does not say which plans of Defender the stack wants. What is wrong stands above; nothing was made"
plans=$(node --eval '
  const { outputs } = JSON.parse(require("fs").readFileSync(0, "utf8"));
  for (const { name, subPlan = "-", extensions } of outputs.defenderPlans ?? []) console.log([name, subPlan, ...extensions].join(" "));' <<<"$plan")

readonly container=pulumi
readonly key=pulumi
# By this tag the script knows what it made.
readonly mark=breakwater-state

if [[ -z $location ]]; then
  location=$(sed -n 's/^ *breakwater:location: *\([a-z0-9]*\).*$/\1/p' "Pulumi.$stack.yaml")
  [[ -n $location ]] || die "Pulumi.$stack.yaml names no location; pass --location" 2
fi
subscription=$(az account show --query id --output tsv)
# The same names in every run, without a file that remembers them.
if command -v sha256sum >/dev/null; then digest=sha256sum; else digest='shasum -a 256'; fi
suffix=$(printf '%s' "$subscription" | $digest | cut -c1-8)
: "${storage_account:=stbwstate$suffix}" "${vault:=kv-bwstate-$suffix}"
readonly vaults=/subscriptions/$subscription/resourceGroups/$resource_group/providers/Microsoft.KeyVault/vaults
readonly accounts=/subscriptions/$subscription/resourceGroups/$resource_group/providers/Microsoft.Storage/storageAccounts

# ── Resource group ──
found=$(az group list --query "[?name=='$resource_group'].tags.purpose || [?name=='$resource_group'].name" --output tsv)
case $found in
  '')
    say "Making the resource group $resource_group in $location."
    change az group create --name "$resource_group" --location "$location" --tags purpose=$mark --output none
    ;;
  "$mark") say "The resource group $resource_group is there." ;;
  *) die "the resource group $resource_group was not made by this script: its tag purpose is not $mark. Name another one: --resource-group" ;;
esac

# ── Storage account: readable by Entra ID only, and every version of the state is kept for 30 days ──
ours=$(az storage account list --query "[?name=='$storage_account' && resourceGroup=='$resource_group'].name" --output tsv)
if [[ -n $ours ]]; then
  say "The storage account $storage_account is there."
else
  free=$(az storage account check-name --name "$storage_account" --query nameAvailable --output tsv)
  [[ $free == true ]] || die "the storage account name $storage_account belongs to another group or subscription. Name another one: --storage-account"
  say "Making the storage account $storage_account."
  change az storage account create --name "$storage_account" --resource-group "$resource_group" --location "$location" \
    --sku "$storage_sku" --kind StorageV2 --https-only true --min-tls-version TLS1_2 --allow-blob-public-access false \
    --allow-shared-key-access false --tags purpose=$mark --output none
fi
change az storage account blob-service-properties update --account-name "$storage_account" --resource-group "$resource_group" \
  --enable-versioning true --enable-delete-retention true --delete-retention-days 30 --output none
# By the management plane, which takes no role on the data.
change az storage container-rm create --name $container --storage-account "$storage_account" --resource-group "$resource_group" --output none

# ── Vault and key: protected from a purge, because without the key every secret in the state is lost ──
ours=$(az keyvault list --resource-group "$resource_group" --query "[?name=='$vault'].name" --output tsv 2>/dev/null || true)
if [[ -n $ours ]]; then
  say "The key vault $vault is there."
else
  deleted=$(az keyvault list-deleted --resource-type vault --query "[?name=='$vault'].properties.location" --output tsv)
  [[ -z $deleted ]] || die "the key vault $vault is deleted and keeps its name. Bring it back: az keyvault recover --name $vault --location $deleted"
  free=$(az rest --method post --query nameAvailable --output tsv \
    --url "/subscriptions/$subscription/providers/Microsoft.KeyVault/checkNameAvailability?api-version=2023-07-01" \
    --body "{\"name\":\"$vault\",\"type\":\"Microsoft.KeyVault/vaults\"}")
  [[ $free == true ]] || die "the key vault name $vault belongs to another group or subscription. Name another one: --vault"
  say "Making the key vault $vault."
  change az keyvault create --name "$vault" --resource-group "$resource_group" --location "$location" \
    --enable-rbac-authorization true --enable-purge-protection true --retention-days 90 --tags purpose=$mark --output none
fi
# By the management plane too: `az keyvault key create` would take Key Vault Crypto Officer, which may delete the key. A key that
# is there stays as it is.
change az rest --method put --url "$vaults/$vault/keys/$key?api-version=2023-07-01" --output none \
  --body '{"properties":{"kty":"RSA","keySize":3072,"keyOps":["encrypt","decrypt"]}}'

# ── Who runs this may use both ──
case $(az account show --query user.type --output tsv) in
  user)
    principal=$(az ad signed-in-user show --query id --output tsv)
    principal_type=User
    ;;
  *)
    principal=$(az ad sp show --id "$(az account show --query user.name --output tsv)" --query id --output tsv)
    principal_type=ServicePrincipal
    ;;
esac
grant() {
  change az role assignment create --assignee-object-id "$1" --assignee-principal-type "$2" --role "Storage Blob Data Contributor" --output none \
    --scope "$accounts/$storage_account/blobServices/default/containers/$container"
  change az role assignment create --assignee-object-id "$1" --assignee-principal-type "$2" --role "Key Vault Crypto User" --output none \
    --scope "$vaults/$vault"
}
grant "$principal" $principal_type
[[ -z $deployers ]] || grant "$deployers" Group

# A new role takes up to ten minutes to hold (https://learn.microsoft.com/azure/role-based-access-control/troubleshooting).
wait_until() {
  local what=$1 deadline=$((SECONDS + ${BOOTSTRAP_WAIT_SECONDS:-600}))
  shift
  until "$@" --output none 2>/dev/null; do
    ((SECONDS < deadline)) || die "the role on $what does not hold yet. Run this again in some minutes"
    say "Waiting until the role on $what holds …"
    sleep "${BOOTSTRAP_POLL_SECONDS:-10}"
  done
}
if [[ $dry_run == false ]]; then
  wait_until "the container" az storage blob list --account-name "$storage_account" --container-name $container --auth-mode login --num-results 1
  wait_until "the key" az keyvault key show --vault-name "$vault" --name $key
fi

# ── Defender: its plans are the subscription's, each there from the start, and azure-native cannot create what is there (azure-native#3934). Two that
# are changed at a time collide (azurerm#32451), so one after another ──
on=$(az security pricing list --query "(value || @)[?pricingTier=='Standard'].name" --output tsv)
while read -r plan variant extensions; do
  [[ -n $plan ]] || continue
  if grep -qxF "$plan" <<<"$on"; then
    say "Defender's plan $plan is on."
    continue
  fi
  say "Switching Defender's plan $plan on, for the whole subscription."
  options=()
  [[ $variant == - ]] || options+=(--subplan "$variant")
  for extension in $extensions; do options+=(--extensions "name=$extension" isEnabled=True); done
  change az security pricing create --name "$plan" --tier standard "${options[@]}" --output none </dev/null
done <<<"$plans"

# ── Pulumi ──
readonly backend="azblob://$container?storage_account=$storage_account"
readonly provider="azurekeyvault://$vault.vault.azure.net/keys/$key"
change pulumi login "$backend"
if [[ $dry_run == true ]]; then
  change pulumi stack init "$stack" --secrets-provider "$provider"
elif ! pulumi stack select "$stack" 2>/dev/null; then
  pulumi stack init "$stack" --secrets-provider "$provider"
elif ! grep -qF "secretsprovider: $provider" "Pulumi.$stack.yaml"; then
  say "The stack $stack has another secrets provider; its secrets are encrypted anew."
  pulumi stack change-secrets-provider "$provider" --stack "$stack"
fi
change pulumi config set azure-native:subscriptionId "$subscription" --stack "$stack"
change pulumi config set azure-native:tenantId "$(az account show --query tenantId --output tsv)" --stack "$stack"

say "State: $backend"
say "Secrets: $provider"
say "Others who deploy need the same two roles, and run: pulumi login '$backend'"
